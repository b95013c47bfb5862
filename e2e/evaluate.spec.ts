import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { drawChest } from '../scripts/samples/drawn-chest.ts';
import { dicomFile, filmElements } from '../src-main/reading/dicom/fixture.ts';
import { graveViolations } from './accessibility.ts';
import { chooseNext, commandLine, freshFolder, startProgram, type Program } from './program.ts';
import { wordsIn, type Language } from './words.ts';

const FILMS = 12;
const WORDS = ['CLEAR', 'bacteria', 'virus'];
const folder = freshFolder('evaluate');
const films = path.join(folder, 'films');
const labels = path.join(folder, 'labels.csv');
const [ROWS, COLUMNS] = [480, 444];
const chest = drawChest(ROWS, COLUMNS);

/** Writes a drawn film of a child with clouds over both lungs, the denser the higher `density`. */
function writeClouded(file: string, number: number, density: number): void {
  const pixels = Uint16Array.from(chest, (value, i) => {
    const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
    const near = (side: number) =>
      Math.max(0, 1 - Math.hypot((row / ROWS - 0.62) / 0.18, (column / COLUMNS - side) / 0.13));
    return Math.min(4095, value + density * (near(0.3) + near(0.7) / 2));
  });
  const root = `2.25.91475${number}`;
  const elements = filmElements(ROWS, COLUMNS, pixels, {
    '00080018': { vr: 'UI', value: `${root}.3` },
    '0020000D': { vr: 'UI', value: `${root}.1` },
    '0020000E': { vr: 'UI', value: `${root}.2` },
    '00101010': { vr: 'AS', value: '004Y' },
    '00280101': { vr: 'US', value: [12] },
    '00280102': { vr: 'US', value: [11] },
  });
  fs.writeFileSync(file, dicomFile(elements));
}

test.beforeAll(() => {
  fs.mkdirSync(films);
  const lines = Array.from({ length: FILMS }, (_, i) => {
    const word = WORDS[i % WORDS.length] as string;
    writeClouded(path.join(films, `film-${i}.dcm`), 500 + i, word === 'CLEAR' ? i * 40 : 500 + i * 60);
    return `film-${i}.dcm,${word},p${i},${i < 6 ? 'day' : 'night'}`;
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

  /** The button of the form; the rail has one of that name too. */
  const startButton = (name: string) =>
    program.page.getByRole('complementary').getByRole('button', { name, exact: true });
  const room = (name: string) => program.page.getByRole('navigation').getByRole('button', { name });

  test('asks about every picture once its words are explained, and shows figures with intervals', async () => {
    const { page, app } = program;
    const t = wordsIn('en');
    await room(t('shell.room-evaluate')).click();
    const start = startButton(t('evaluate.start'));
    await expect(start).toBeDisabled();
    await page.getByRole('combobox', { name: t('evaluate.model') }).selectOption('chest-xr-pneumonia');
    await chooseNext(app, [films]);
    await page.getByRole('button', { name: t('evaluate.choose-folder') }).click();
    await chooseNext(app, [labels]);
    await page.getByRole('button', { name: t('evaluate.choose-labels') }).click();
    // a word that nobody explained is no negative
    await expect(start).toBeDisabled();
    await page.getByRole('group', { name: /CLEAR/ }).getByLabel(t('evaluate.none-true')).check();
    const bacteria = page.getByRole('group', { name: /bacteria/ });
    await bacteria.getByRole('checkbox', { name: /Bacterial/ }).check();
    await expect(bacteria.getByRole('checkbox', { name: 'Pneumonia', exact: true })).toBeChecked();
    await expect(start).toBeDisabled();
    await page.getByRole('group', { name: /virus/ }).getByRole('checkbox', { name: 'Pneumonia', exact: true }).check();
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

  test('is told in both languages, in both themes', async () => {
    const { page } = program;
    for (const language of ['en', 'zh'] satisfies Language[]) {
      const t = wordsIn(language);
      await page.getByRole('button', { name: language === 'en' ? 'EN' : '中文', exact: true }).click();
      await expect(page.getByRole('heading', { name: t('evaluate.title'), level: 1 })).toBeVisible();
      for (const theme of ['dark', 'light']) {
        await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
        expect(await graveViolations(page, `evaluate, ${language}, ${theme}`)).toEqual([]);
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
    await startButton(t('evaluate.start')).click();
    await page.getByRole('button', { name: t('evaluate.cancel'), exact: true }).click();
    await expect(page.getByText(t('evaluate.cancelled'))).toBeVisible({ timeout: 30_000 });
  });
});

test('the command line writes the same as files', () => {
  const out = path.join(folder, 'out');
  const run = commandLine([
    ...['evaluate', films, '--labels', labels, '--model', 'chest-xr-pneumonia', '--out', out],
    ...['--map', 'CLEAR=none,bacteria=pneumonia+bacterial,virus=pneumonia', '--prevalence', '0.1'],
  ]);
  expect(run.status, run.stderr).toBe(0);
  expect(run.lines.at(-1)).toMatchObject({ type: 'evaluation', cases: FILMS, patients: FILMS, failed: 0 });
  const names = fs.readdirSync(out).map((name) => name.replace('chest-xr-pneumonia.', ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'cases.csv',
      'evaluation.json',
      'evaluation.pdf',
      'figures.csv',
      'roc.csv',
      'subgroups.csv',
    ]),
  );
});
