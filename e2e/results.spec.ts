import { expect, test, type Locator, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../src-main/reading/dicom/fixture.ts';
import { askProgram } from './contract.ts';
import { greyChest, writeColourFilm, writeDicomFilm } from './films.ts';
import { openPhantom, writePhantom } from './phantom.ts';
import { lookAt } from './photographs.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { writeModel, type SmallModel } from './small-models.ts';
import { drag } from './story-picture.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');

/** Where the screens are photographed; nowhere unless asked for. */
const LOOKS = process.env['SKIAGRAPH_RESULT_LOOKS'];

const findingsOf = (page: Page) => page.getByRole('complementary', { name: t('findings.title'), exact: true });
const legendOf = (page: Page) => page.getByRole('complementary', { name: t('viewer.map.legend') });

async function install({ app, page }: Program, name: SmallModel, modality: string, version?: string): Promise<void> {
  await chooseNext(app, [writeModel(freshFolder('model'), name, modality, version)]);
  const { model } = await askProgram({ page }, 'models.install', {});
  expect(model?.state).toBe('ready');
}

const CT = { rows: 160, columns: 200 } as const;
const NODULE = { x: 110, y: 80, radiusPx: 9 } as const;

/** A series of slices like lung with a soft round nodule, in pixels of 0.7 mm. */
function noduleSeries(): string {
  const { rows, columns } = CT;
  const folder = freshFolder('nodule');
  const pixels = Uint16Array.from({ length: rows * columns }, (_, i) => {
    const [x, y] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    const nodule = 1 / (1 + Math.exp(Math.hypot(x - NODULE.x, y - NODULE.y) - NODULE.radiusPx));
    const texture = 40 * Math.sin(x * 1.7 + y * 0.9) * Math.cos(y * 1.3 - x * 0.4);
    return 1024 - 850 + texture + 850 * nodule;
  });
  for (let slice = 0; slice < 3; slice++) {
    const elements = filmElements(rows, columns, pixels, {
      '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' },
      '00080018': { vr: 'UI', value: `2.25.77312.1.${slice + 1}` },
      '00080060': { vr: 'CS', value: 'CT' },
      '0020000D': { vr: 'UI', value: '2.25.77312' },
      '0020000E': { vr: 'UI', value: '2.25.77312.1' },
      '00200013': { vr: 'IS', value: String(slice + 1) },
      '00100010': { vr: 'PN', value: 'Phantom^Nodule' },
      '00100020': { vr: 'LO', value: 'P-2' },
      '00180015': { vr: 'CS', value: 'CHEST' },
      '00200032': { vr: 'DS', value: `0\\0\\${slice * 5}` },
      '00200037': { vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      '00200052': { vr: 'UI', value: '2.25.77312.9' },
      '00280030': { vr: 'DS', value: '0.7\\0.7' },
      '00281050': { vr: 'DS', value: '-500' },
      '00281051': { vr: 'DS', value: '1500' },
      '00281052': { vr: 'DS', value: '-1024' },
      '00281053': { vr: 'DS', value: '1' },
      '00281054': { vr: 'LO', value: 'HU' },
    });
    fs.writeFileSync(path.join(folder, `${slice}.dcm`), dicomFile(elements));
  }
  return folder;
}

async function openPicture({ app, page }: Program, file: string): Promise<void> {
  await chooseNext(app, [file]);
  await page.keyboard.press('Control+O');
  await expect(page.locator('[data-shown]')).toBeVisible();
}

/** Asks one network about the picture on the stage and waits for its card. */
async function analyse(page: Page, name: string): Promise<Locator> {
  const findings = findingsOf(page);
  const card = findings.getByRole('article', { name, exact: true });
  const before = await card.count();
  await findings.getByRole('button', { name: t('findings.analyse-with', { model: name }), exact: true }).click();
  await expect(card).toHaveCount(before + 1, { timeout: 30_000 });
  return card.first();
}

/** Photographs the screen in both languages, themes and sizes where somebody wants to look; axe-core reads it anyway. */
async function look(program: Program, name: string): Promise<void> {
  const { page } = program;
  await page.mouse.move(0, 0);
  const inTheme = (theme: 'dark' | 'light') => async () => {
    await askProgram({ page }, 'settings.change', { theme });
    await page.evaluate((now) => (document.documentElement.dataset['theme'] = now), theme);
    return theme;
  };
  await lookAt(program, name, LOOKS, [inTheme('light'), inTheme('dark')]);
}

test('a network that asks for a point gets the one that is clicked, and its outline lies where it was', async () => {
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, noduleSeries());
  const name = 'Lung nodule outline (CT, around a click)';
  const findings = findingsOf(page);
  const button = findings.getByRole('button', { name: t('findings.analyse-with', { model: name }), exact: true });
  await expect(button).toBeVisible();
  await expect(findings).toContainText(t('findings.asks-point'));
  await button.click();
  const layer = page.getByRole('application');
  await expect(layer).toBeFocused();
  await look(program, 'point-asked');
  await page.keyboard.press('Escape');
  await expect(layer).toHaveCount(0);

  await button.click();
  await expect(layer).toBeFocused();
  // the cross begins in the middle of the picture
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  const card = findings.getByRole('article', { name, exact: true });
  await expect(card).toBeVisible({ timeout: 30_000 });
  if (await card.getByRole('button', { name: t('findings.insist') }).isVisible()) {
    await expect(card).toContainText(t('findings.domain-outside'));
    await look(program, 'point-refused');
    await card.getByRole('button', { name: t('findings.insist') }).click();
    await expect(card).toHaveCount(2, { timeout: 30_000 });
  }
  await expect(card.first()).toContainText('mm²');
  await expect(page.locator('[data-layer="crop"]')).toBeVisible();
  await expect(legendOf(page)).toContainText(t('viewer.mask.title'));
  await expect(page.locator('[data-mark]')).toContainText(t('viewer.map.unconfirmed'));
  const { rows } = await askProgram({ page }, 'worklist.page', { words: '', offset: 0, limit: 1 });
  const { results } = await askProgram({ page }, 'case.open', { caseId: rows[0]!.caseId });
  expect(results.at(-1)!.result.input.point).toEqual({ x: NODULE.x, y: NODULE.y, byDefault: false });
  await look(program, 'point-outline');

  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-layer="crop"]')).toHaveCount(0);
  await expect(legendOf(page)).toHaveCount(0);
  await program.app.close();
});

test('one of several labels is shown as bars with the spread of the answers, and older versions as out of date', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'classifier', 'OT');
  await openPicture(program, writeColourFilm(freshFolder('picture')));
  const name = 'Small classifier';
  const card = await analyse(page, name);
  await expect(card.getByRole('list', { name: t('findings.bars') }).getByRole('listitem')).toHaveCount(3);
  await expect(card).toContainText(t('findings.uncertainty', { count: 2 }));
  await look(program, 'bars');

  await card.getByText(t('findings.explain.is', { method: t('findings.explain.activation') })).click();
  await card.getByRole('combobox').selectOption('occlusion');
  await card.getByRole('button', { name: t('findings.explain.make') }).click();
  await expect(findingsOf(page).getByRole('article', { name, exact: true })).toHaveCount(2, { timeout: 60_000 });
  const newer = findingsOf(page).getByRole('article', { name, exact: true }).first();
  await newer.getByText(t('findings.explain.is', { method: t('findings.explain.occlusion') })).click();
  await expect(newer).toContainText(/Proven on this picture|Not proven on this picture/);
  await expect(newer).toContainText('Compared with the result of');
  await look(program, 'explained');

  await install(program, 'classifier', 'OT', '1.1.0');
  await page.reload();
  await page.getByRole('row').nth(1).click();
  await expect(findingsOf(page)).toContainText(t('findings.outdated', { version: '1.0.0', newer: '1.1.0' }));
  await look(program, 'outdated');
  await program.app.close();
});

test('labels that no threshold judges stand beside one another, the likeliest first, and none is called a finding', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'labeller', 'OT');
  await openPicture(program, writeColourFilm(freshFolder('picture')));
  const card = await analyse(page, 'Small labeller');
  const bars = card.getByRole('list', { name: t('findings.bars') }).getByRole('listitem');
  await expect(bars).toHaveCount(3);
  const said = (await bars.allTextContents()).map((text) => Number(/(\d+) %/.exec(text)?.[1]));
  expect(said).toEqual([...said].sort((a, b) => b - a));
  await expect(card).toContainText(t('findings.verdict.stated'));
  await expect(card).not.toContainText(t('findings.verdict.indeterminate'));
  await expect(card).toContainText(t('findings.each-by-itself'));
  await expect(card).toContainText(t('findings.not-validated'));
  await look(program, 'labels');
  await program.app.close();
});

test('an enhanced picture lies beside the original, says what it is and can’t be measured', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'doubler', 'CT');
  await openPhantom(program, writePhantom(freshFolder('phantom'), 1, 1));
  await page.keyboard.press('l');
  await drag(page, [60, 0]);
  const measurement = page.locator('[data-measurement="length"]');
  await expect(measurement).toHaveCount(1);
  const card = await analyse(page, 'Small doubler');
  const divider = page.getByRole('slider', { name: t('viewer.enhanced.divider') });
  await expect(divider).toBeVisible();
  await expect(page.locator('[data-part="enhanced-mark"]')).toContainText(t('viewer.enhanced.mark'));
  await expect(measurement).toHaveCount(0);
  await divider.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(divider).toHaveAttribute('aria-valuenow', '45');
  await look(program, 'enhanced');
  await card.getByRole('switch', { name: t('findings.layer.difference') }).click();
  await expect(page.locator('[data-part="enhanced-mark"]')).toContainText(t('viewer.enhanced.difference'));
  await look(program, 'enhanced-difference');
  await card.getByRole('switch', { name: t('findings.layer.enhanced') }).click();
  await expect(measurement).toHaveCount(1);
  await program.app.close();
});

test('an anomaly is told as a distance with its threshold, and mapped', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'remaker', 'OT');
  await openPicture(program, writeColourFilm(freshFolder('picture')));
  const card = await analyse(page, 'Small remaker');
  await expect(card).toContainText(t('findings.anomaly.title'));
  await card.getByRole('switch', { name: t('findings.layer.anomaly') }).click();
  await expect(legendOf(page)).toContainText(t('viewer.anomaly.title'));
  await look(program, 'anomaly');
  await program.app.close();
});

test('a network that reads a stack says how many images it reads, and its result belongs to all of them', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'reader', 'CT');
  await openPhantom(program, writePhantom(freshFolder('phantom'), 1, 5));
  await expect(findingsOf(page)).toContainText(t('findings.reads-images', { count: 5 }));
  const card = await analyse(page, 'Small reader');
  await expect(card).toContainText(t('findings.read-images', { count: 5 }));
  await page.keyboard.press('ArrowDown');
  await expect(card.getByRole('button', { name: t('findings.show-picture') })).toHaveCount(0);
  await look(program, 'sequence');
  await program.app.close();
});

test('a network that follows a patient reads the film on the screen with those of earlier studies, and of nobody else', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'follower', 'DX');
  const folder = freshFolder('studies');
  const filmOf = (number: number, patient: number, date: string) =>
    writeDicomFilm(path.join(folder, `${number}.dcm`), 40 + number, greyChest(), {
      '00080020': { vr: 'DA', value: date },
      '00100010': { vr: 'PN', value: `Followed^Patient${patient}` },
      '00100020': { vr: 'LO', value: `F-${patient}` },
      '00100030': { vr: 'DA', value: '20190101' },
    });
  const open = async (file: string, date: string) => {
    await chooseNext(program.app, [file]);
    await page.keyboard.press('Control+O');
    // an earlier study may hang beside it
    await expect(page.locator('[data-shown]').first()).toContainText(date);
  };
  const films = [
    [filmOf(1, 1, '20210101'), '2021-01-01', 1],
    [filmOf(2, 2, '20220101'), '2022-01-01', 1],
    [filmOf(3, 1, '20240101'), '2024-01-01', 3],
    [filmOf(4, 1, '20230101'), '2023-01-01', 2],
  ] as const;
  for (const [film, date] of films) await open(film, date);
  await expect(findingsOf(page)).toContainText(t('findings.reads-studies'));
  for (const [film, date, count] of films) {
    await open(film, date);
    await expect(await analyse(page, 'Small follower')).toContainText(t('findings.read-studies', { count }));
  }
  await look(program, 'studies');
  await program.app.close();
});

test('the outline of a volume lies on every slice that the network read, each with its own part', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'outliner-3d', 'CT');
  await openPhantom(program, writePhantom(freshFolder('phantom'), 1, 6));
  const card = await analyse(page, 'Small outliner-3d');
  await expect(card).toContainText(/mm³|cm³/);
  await expect(card).toContainText(t('findings.turned', { stored: 'SPL', given: 'RAS' }));
  await expect(legendOf(page)).toContainText('front');
  const border = () =>
    page.locator('[data-layer="mask"] path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d')).join());
  const first = await border();
  await page.keyboard.press('End');
  await expect(page.locator('[data-part="slice"]')).toHaveText('Image 6 of 6');
  await expect(legendOf(page)).toContainText('front');
  expect(await border()).not.toBe(first);
  // what the outline measures stands among the measurements, and says whose it is
  const outlined = findingsOf(page)
    .getByRole('list', { name: t('measure.mask.list') })
    .getByRole('listitem');
  await expect(outlined.filter({ hasText: 'front' })).toContainText(/Volume .* (mm³|cm³)/);
  await expect(outlined.filter({ hasText: 'front' })).toContainText(/Longest diameter \d+\.\d mm/);
  await expect(outlined.filter({ hasText: 'front' })).toContainText('Outlined by Small outliner-3d');
  await page.keyboard.press('Home');
  await outlined.filter({ hasText: 'front' }).getByRole('button').click();
  await expect(outlined.filter({ hasText: 'front' })).toContainText(
    ((await page.locator('[data-part="slice"]').textContent()) ?? '').replace(/Image (\d+) of.*/, 'image $1'),
  );
  await look(program, 'volume');
  await program.app.close();
});

test('a layer whose file was changed is not shown, and the card says so', async () => {
  const program = await startProgram();
  const { page } = program;
  await install(program, 'remaker', 'OT');
  await openPicture(program, writeColourFilm(freshFolder('picture')));
  const card = await analyse(page, 'Small remaker');
  const folder = path.join(program.dataFolder, 'artefacts');
  for (const name of fs.readdirSync(folder)) fs.appendFileSync(path.join(folder, name), 'x');
  await card.getByRole('switch', { name: t('findings.layer.anomaly') }).click();
  await expect(card).toContainText(t('errors.artefact-altered'));
  await expect(legendOf(page)).toHaveCount(0);
  await program.app.close();
});
