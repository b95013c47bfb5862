import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { graveViolations } from './accessibility.ts';
import { FILM_SIZE, greyChest, writeDicomFilm } from './films.ts';
import { chooseNext, commandLine, freshFolder, startProgram, type Program } from './program.ts';
import { wordsIn, type Language } from './words.ts';

const FILMS = 12;
const folder = freshFolder('evaluate');
const films = path.join(folder, 'films');
const labels = path.join(folder, 'labels.csv');
const [rows, columns] = FILM_SIZE;

/** A drawn chest with a cloud in the right lung, the denser the higher the number. */
function cloudedChest(number: number): Uint8Array {
  const pixels = greyChest();
  for (let i = 0; i < pixels.length; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const far = Math.hypot(row - rows * 0.6, column - columns * 0.3) / (columns * 0.14);
    pixels[i] = Math.min(255, (pixels[i] as number) + Math.max(0, 1 - far) * number * 12);
  }
  return pixels;
}

test.beforeAll(() => {
  fs.mkdirSync(films);
  const lines = Array.from({ length: FILMS }, (_, i) => {
    writeDicomFilm(path.join(films, `film-${i}.dcm`), 500 + i, cloudedChest(i));
    return `film-${i}.dcm,${i % 2 === 0 ? 'CLEAR' : 'bacteria'},p${i},${i < 6 ? 'day' : 'night'}`;
  });
  fs.writeFileSync(labels, ['file,label,patient,shift', ...lines, ''].join('\r\n'));
});
test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Lets the next save dialog answer with a file, as if a person had chosen it. */
async function saveNext({ app }: Program, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

test.describe('an evaluation on the screen', () => {
  let program: Program;
  test.beforeAll(async () => {
    program = await startProgram();
  });
  test.afterAll(() => program.app.close());

  const room = (name: string) => program.page.getByRole('navigation').getByRole('button', { name });

  test('asks about every picture once its words are explained, and shows figures with intervals', async () => {
    const { page, app } = program;
    const t = wordsIn('en');
    await room(t('shell.room-evaluate')).click();
    const start = page.getByRole('button', { name: t('evaluate.start'), exact: true });
    await expect(start).toBeDisabled();
    await page.getByLabel(t('evaluate.model')).selectOption('chest-xr-pneumonia');
    await chooseNext(app, [films]);
    await page.getByRole('button', { name: t('evaluate.choose-folder') }).click();
    await chooseNext(app, [labels]);
    await page.getByRole('button', { name: t('evaluate.choose-labels') }).click();
    // a word that nobody explained is no negative
    await expect(start).toBeDisabled();
    await page.getByRole('group', { name: /CLEAR/ }).getByLabel(t('evaluate.none-true')).check();
    const bacteria = page.getByRole('group', { name: /bacteria/ });
    await bacteria.getByLabel(/Bacterial/).check();
    await expect(bacteria.getByLabel(/^Pneumonia/)).toBeChecked();
    await page.getByLabel(t('evaluate.prevalence')).fill('10');
    expect(await graveViolations(page, 'evaluate')).toEqual([]);
    await start.click();
    await expect(page.getByText(t('evaluate.training', { data: '' }).slice(0, 40))).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('img', { name: /^ROC curve, AUC/ }).first()).toBeVisible();
    await expect(page.getByRole('row', { name: /shift: night/ }).first()).toBeVisible();
    await expect(page.getByText(t('evaluate.positive-predictive-here'))).toBeVisible();
    expect(await graveViolations(page, 'evaluate with figures')).toEqual([]);
  });

  test('saves the whole as PDF, a plot as PNG and as CSV, and all cases', async () => {
    const { page } = program;
    const t = wordsIn('en');
    const saved = async (button: string, name: string) => {
      const file = path.join(folder, name);
      await saveNext(program, file);
      await page.getByRole('button', { name: button }).first().click();
      await expect.poll(() => fs.existsSync(file) && fs.statSync(file).size > 0, { timeout: 30_000 }).toBe(true);
      await expect(page.getByText(t('evaluate.saved'))).toBeVisible();
      return fs.readFileSync(file);
    };
    expect((await saved(t('evaluate.save-report'), 'whole.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    const png = await saved(t('evaluate.save-png', { plot: t('evaluate.roc') }), 'roc.png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const roc = (await saved(t('evaluate.save-csv', { plot: t('evaluate.roc') }), 'roc.csv')).toString();
    expect(roc.split('\r\n')[0]).toBe('label,threshold,fall-out,sensitivity,low,high');
    expect(roc).not.toContain('bacterial,');
    const cases = (await saved(t('evaluate.save-cases'), 'cases.csv')).toString().trim().split('\r\n');
    expect(cases).toHaveLength(FILMS + 1);
  });

  test('is told in both languages, on both themes, small and large', async () => {
    const { page, app } = program;
    const look = process.env['SKIAGRAPH_LOOK'];
    for (const language of ['en', 'zh'] satisfies Language[]) {
      const t = wordsIn(language);
      await page.getByRole('button', { name: language === 'en' ? 'EN' : '中文', exact: true }).click();
      await expect(page.getByRole('heading', { name: t('evaluate.title'), level: 1 })).toBeVisible();
      for (const theme of ['dark', 'light']) {
        await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
        expect(await graveViolations(page, `evaluate, ${language}, ${theme}`)).toEqual([]);
        if (!look) continue;
        for (const [width, height] of [[1280, 720], [1920, 1080]] as const) {
          await app.evaluate(
            ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w!, h!),
            [width, height],
          );
          await page.waitForTimeout(300);
          await page.screenshot({ path: path.join(look, `evaluate-${language}-${theme}-${height}.png`) });
        }
      }
    }
    expect(program.said).toEqual([]);
  });

  test('stays while another room is looked at, and is cancelled without a figure', async () => {
    const { page } = program;
    const t = wordsIn('zh');
    await room(t('shell.room-models')).click();
    await room(t('shell.room-evaluate')).click();
    await expect(page.getByRole('img', { name: /^ROC/ }).first()).toBeVisible();
    await page.getByRole('button', { name: t('evaluate.start'), exact: true }).click();
    await page.getByRole('button', { name: t('evaluate.cancel'), exact: true }).click();
    await expect(page.getByText(t('evaluate.cancelled'))).toBeVisible({ timeout: 30_000 });
  });
});

test('the command line writes the same as files', () => {
  const out = path.join(folder, 'out');
  const run = commandLine([
    ...['evaluate', films, '--labels', labels, '--model', 'chest-xr-pneumonia', '--out', out],
    ...['--map', 'CLEAR=none,bacteria=pneumonia+bacterial', '--prevalence', '0.1'],
  ]);
  expect(run.status, run.stderr).toBe(0);
  expect(run.lines.at(-1)).toMatchObject({ type: 'evaluation', cases: FILMS, patients: FILMS, failed: 0 });
  const names = fs.readdirSync(out).map((name) => name.replace('chest-xr-pneumonia.', ''));
  expect(names).toEqual(
    expect.arrayContaining(['cases.csv', 'evaluation.json', 'evaluation.pdf', 'figures.csv', 'roc.csv', 'subgroups.csv']),
  );
});
