import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { canReadPdf, pdfFonts, pdfWords, unspaced } from './pdf.ts';
import manifest from '../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { writeFilm, writeJpeg, writePng } from './story-films.ts';
import { difference, drag, greys, middleOfPicture } from './story-picture.ts';
import { SCRIPTS } from './story-script.ts';
import { Story } from './story-steps.ts';
import { percentWord } from './words.ts';

for (const language of ['en', 'zh'] as const) {
  test.describe(`the story of a film in ${language === 'en' ? 'English' : 'Chinese'}`, () => {
    test.describe.configure({ mode: 'serial' });
    const script = SCRIPTS[language];
    const story = new Story(language);
    const { t } = story;
    const reports = () => fs.readdirSync(story.reports).map((name) => path.join(story.reports, name));
    const newestReport = () => reports().toSorted((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs)[0]!;
    const row = () => story.page.getByRole('row').filter({ hasText: script.patient.shown });
    const card = () => story.findings.getByRole('article', { name: manifest.title[language], exact: true });
    /** What the person said of it; the card tells of repeats, too. */
    const said = () =>
      card()
        .getByRole('status')
        .filter({ hasText: t('findings.judged.accept') });

    test.beforeAll(() => story.start());
    test.afterAll(() => story.end());

    test('begins with an empty worklist, in the language that the person chooses', async () => {
      await story.speak(language);
      await expect(story.page.getByRole('heading', { name: t('worklist.empty-title') })).toBeVisible();
      await story.look('worklist-empty');
    });

    test('opens a DICOM film and shows it, with letters where the patient’s sides are', async () => {
      await story.open([writeFilm(path.join(story.folder, 'film.dcm'), script.patient)]);
      const { page } = story;
      await expect(page.getByRole('group', { name: t('shell.patient.bar') })).toContainText(script.patient.shown);
      expect(greys(await middleOfPicture(page))).toBeGreaterThan(50);
      for (const [side, letter] of Object.entries({ left: 'R', right: 'L', top: 'H', bottom: 'F' })) {
        await expect(page.getByRole('img', { name: t(`viewer.edge.${side}`, { letter }), exact: true })).toBeVisible();
      }
      await story.look('viewer', { everyDress: true });
    });

    test('changes window, zoom and place by the mouse, and inverts the greys', async () => {
      const { page } = story;
      const tool = (name: string) => story.button(`viewer.tool.${name}`);
      const words = (part: string) => page.locator(`[data-part="${part}"]`);
      const start = await middleOfPicture(page);

      await tool('invert').click();
      await expect.poll(async () => difference(start, await middleOfPicture(page), { inverted: true })).toBeLessThan(3);
      await tool('invert').click();
      await expect.poll(async () => difference(start, await middleOfPicture(page))).toBeLessThan(1);

      const window = await words('window').innerText();
      await drag(page, [120, 60]);
      await expect(words('window')).not.toHaveText(window);
      await expect.poll(async () => difference(start, await middleOfPicture(page))).toBeGreaterThan(1);
      await tool('reset').click();
      await expect(words('window')).toHaveText(window);

      const zoom = await words('zoom').innerText();
      await tool('pan').click();
      await drag(page, [40, -30]);
      await expect
        .poll(async () => difference(start, await middleOfPicture(page), { moved: [40, -30] }))
        .toBeLessThan(3);
      await expect(words('zoom')).toHaveText(zoom);
      await tool('zoom').click();
      await drag(page, [0, -80]);
      await expect(words('zoom')).not.toHaveText(zoom);

      await tool('reset').click();
      await tool('window').click();
      await expect(words('zoom')).toHaveText(zoom);
      await expect.poll(async () => difference(start, await middleOfPicture(page))).toBeLessThan(1);
    });

    test('asks the network, and says what it said and how far it is to be trusted', async () => {
      await story.analyse();
      const { result } = (await story.openCase()).results.at(-1)!;
      const point = result.operatingPoint!;
      await expect(card()).toContainText(percentWord(result.probabilities[point.label]!));
      await expect(card()).toContainText(t(`findings.verdict.${result.verdict}`));
      await expect(card()).toContainText(t('findings.point.threshold', { threshold: percentWord(point.threshold) }));
      await expect(card()).toContainText(`${manifest.title[language]} · ${manifest.version}`);
      await expect(card()).toContainText(t('findings.research-only'));
      await expect(card()).toContainText(t('findings.ai'));
    });

    test('lays the map over the picture as strongly as the keyboard says', async () => {
      const { page } = story;
      const plain = await middleOfPicture(page);
      await card()
        .getByRole('switch', { name: t('findings.map') })
        .click();
      await expect(page.getByRole('complementary', { name: t('viewer.map.legend') })).toBeVisible();
      await expect.poll(async () => difference(plain, await middleOfPicture(page))).toBeGreaterThan(0.5);
      const mapped = await middleOfPicture(page);
      await story.look('viewer-map', { everyDress: true });

      await card()
        .getByRole('slider', { name: t('findings.opacity') })
        .focus();
      for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowLeft');
      await expect.poll(async () => difference(mapped, await middleOfPicture(page))).toBeGreaterThan(0.2);
      for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowLeft');
      await expect.poll(async () => difference(plain, await middleOfPicture(page))).toBeLessThan(0.2);
    });

    test('keeps the person’s word on it', async () => {
      await story.field('findings.comment-on-finding').fill(script.comment);
      await story.button('findings.accept', card()).click();
      await expect(said()).toContainText(t('findings.judged.accept'));
      await expect(said()).toContainText(script.comment);
      await expect(card()).toContainText(t('findings.ai-judged'));
    });

    test('writes and signs the report', async () => {
      const { page } = story;
      await story.goTo('report');
      await story.field('report.form.indication').fill(script.indication);
      await story.field('report.form.findings').fill(script.findings);
      await story.field('report.form.impression').fill(script.impression);
      await story.button('report.suggestion.insert').click();
      await expect(story.field('report.form.impression')).toHaveValue(/AI/);
      await story.field('report.form.signer').fill(script.signer);
      await expect(page.getByText(t('report.form.kept'), { exact: true })).toBeVisible();
      await expect(page.getByRole('region', { name: t('report.preview.label') })).toContainText(script.impression);
      await story.look('report', { everyDress: true });
      await story.sign(script.patient.shown, script.signer);
      await story.look('report-signed', { everyDress: true });
    });

    test('prints what was signed, with every font in the file', async () => {
      expect(reports()).toHaveLength(1);
      test.skip(!canReadPdf(), 'poppler’s pdftotext and pdffonts are not installed: the page cannot be read back');
      const words = pdfWords(newestReport());
      for (const text of [
        script.patient.shown,
        script.patient.id,
        script.signer,
        script.indication,
        script.findings,
        script.impression,
        script.comment,
        'AI',
        t('report.page.title'),
        t('report.page.findings'),
        t('report.page.impression'),
        t('report.page.judged-accept'),
        t('report.page.no-diagnosis'),
      ]) {
        expect(words).toContain(unspaced(text));
      }
      const fonts = pdfFonts(newestReport());
      expect(fonts.length).toBeGreaterThan(0);
      expect(fonts.filter(({ embedded }) => !embedded)).toEqual([]);
    });

    test('has everything again after a new start, and takes nothing but an addendum', async () => {
      await story.quit();
      await story.start();
      const { page } = story;
      await expect(row()).toContainText(t('worklist.state-signed'));
      await expect(row()).toContainText('AI');
      await story.look('worklist', { everyDress: true });
      await row().click();
      await story.pictureShown();
      await expect(said()).toContainText(script.comment);
      await story.goTo('report');
      await expect(page.getByText(t('report.signed.locked'))).toBeVisible();
      await expect(page.getByRole('region', { name: t('report.preview.label') })).toContainText(script.impression);
      await expect(story.button('report.sign.button')).toHaveCount(0);
      const { caseId } = await story.openCase();
      await expect(story.call('report.sign', { caseId, signer: 'X', typedIdentity: null })).rejects.toThrow(
        /report-signed-already|record-missing/,
      );

      const first = newestReport();
      const before = fs.readFileSync(first);
      await story.field('report.signed.add-text').fill(script.addendum);
      await story.button('report.signed.sign-addendum').click();
      const dialog = page.getByRole('dialog', { name: t('report.sign.addendum-title') });
      await story.button('report.sign.confirm', dialog).click();
      await expect(dialog).toBeHidden();
      await expect(story.button('report.signed.open')).toHaveCount(2);
      expect(reports()).toHaveLength(2);
      expect(fs.readFileSync(first)).toEqual(before);
      if (canReadPdf()) expect(pdfWords(newestReport())).toContain(unspaced(script.addendum));
    });

    test('signs a picture that names nobody only with a typed identity, and marks it as typed', async () => {
      const { page } = story;
      const otherLanguage = language === 'en' ? 'zh' : 'en';
      await story.open([writePng(path.join(story.folder, 'nobody.png'))]);
      await expect(page.getByText(t('viewer.nobody'))).toBeVisible();
      await story.goTo('report');
      await story.field('report.form.findings').fill(script.findings);
      await story.field('report.form.signer').fill(script.signer);
      await expect(page.getByText(t('report.form.kept'), { exact: true })).toBeVisible();
      await story.button('report.sign.button').click();
      await expect(page.getByText(t('report.form.name-needed'))).toBeVisible();
      await expect(page.getByText(t('report.form.id-needed'))).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await story.look('report-unidentified');
      const { caseId } = await story.openCase();
      await expect(story.call('report.sign', { caseId, signer: 'X', typedIdentity: null })).rejects.toThrow(
        'report-identity-needed',
      );

      await story.field('report.form.name').fill(script.typedName);
      await story.field('report.form.patient-id').fill('TYPED-1');
      await story.button(`shell.language-${otherLanguage}`).click();
      const findings = page.getByRole('textbox', { name: story.other('report.form.findings'), exact: true });
      await expect(findings).toHaveValue(script.findings);
      await expect(page.getByText(t('report.form.identity'))).toHaveCount(0);
      await story.speak(language);
      await expect(story.field('report.form.findings')).toHaveValue(script.findings);
      await expect(story.field('report.form.name')).toHaveValue(script.typedName);

      await story.sign(script.typedName, script.signer);
      await expect(page.getByRole('region', { name: t('report.preview.label') })).toContainText(
        t('report.page.identity-typed'),
      );
      if (canReadPdf()) {
        const words = pdfWords(newestReport());
        for (const text of [script.typedName, t('report.page.identity-typed')]) {
          expect(words).toContain(unspaced(text));
        }
      }
    });

    test('with read first on keeps the network’s word back until the person has written an own reading', async () => {
      const { page } = story;
      await story.open([await writeJpeg(path.join(story.folder, 'nobody.jpg'))]);
      await expect(page.getByText(t('viewer.lossy'))).toBeVisible();
      await page.getByRole('switch', { name: t('shell.read-first') }).click();
      await story.analyse();
      await expect(story.findings).toContainText(t('findings.opinion.waiting', { count: 1 }));
      await expect(card()).toHaveCount(0);
      for (const verdict of ['above', 'below']) {
        await expect(page.getByText(t(`findings.verdict.${verdict}`))).toHaveCount(0);
      }
      expect((await story.openCase()).results).toEqual([]);
      await story.look('viewer-read-first');

      await story.findings.getByRole('radio', { name: t('findings.opinion.no'), exact: true }).click();
      await story.field('findings.comment').fill(script.impression);
      await story.button('findings.opinion.save').click();
      await expect(card()).toBeVisible();
      const { results } = await story.openCase();
      await expect(card()).toContainText(t(`findings.verdict.${results[0]!.result.verdict}`));
      await expect(story.findings.getByRole('region', { name: t('findings.opinion.own') })).toContainText(
        script.impression,
      );
    });

    test('shows models, settings and commands', async () => {
      const { page } = story;
      await story.goTo('models');
      await page.getByRole('option', { name: manifest.title[language] }).click();
      await expect(page.getByRole('heading', { name: manifest.title[language] })).toBeVisible();
      await story.look('models');
      await story.goTo('settings');
      await expect(page.getByRole('heading', { name: t('settings.title') })).toBeVisible();
      await story.look('settings');
      await page.keyboard.press('Control+K');
      await expect(page.getByRole('dialog', { name: t('shell.commands') })).toBeVisible();
      await story.look('palette');
      await page.keyboard.press('Escape');
    });

    test('meets no barrier that axe-core calls serious, and nothing goes wrong unseen', async () => {
      await story.quit();
      expect.soft(story.barriers.join('\n\n')).toBe('');
      expect.soft(story.said).toEqual([]);
    });
  });
}
