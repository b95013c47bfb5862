import { expect, test, type Page } from '@playwright/test';
import { askProgram } from './contract.ts';
import { writeColourFilm } from './films.ts';
import { lookAt } from './photographs.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { writeModel } from './small-models.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');
const MODEL = 'Small classifier';
/** Where the screens are photographed; nowhere unless asked for. */
const LOOKS = process.env['SKIAGRAPH_AGAIN_LOOKS'];

const findingsOf = (page: Page) => page.getByRole('complementary', { name: t('findings.title'), exact: true });
const look = (program: Program, name: string) => lookAt(program, name, LOOKS);

test('the key shows the answer that is there instead of adding the same again, and another is added on purpose', async () => {
  const film = writeColourFilm(freshFolder('picture'));
  const program = await startProgram();
  const { app, page } = program;
  await chooseNext(app, [writeModel(freshFolder('model'), 'classifier', 'OT')]);
  await askProgram(program, 'models.install', {});
  await chooseNext(app, [film]);
  await page.keyboard.press('Control+O');
  await expect(page.locator('[data-shown]')).toBeVisible();
  const card = findingsOf(page).getByRole('article', { name: MODEL, exact: true });
  const { rows } = await askProgram(program, 'worklist.page', { words: '', offset: 0, limit: 9 });
  const results = async () => (await askProgram(program, 'case.open', { caseId: rows[0]!.caseId })).results.length;

  await page.keyboard.press('Shift+A');
  await expect(card).toHaveCount(1, { timeout: 30_000 });
  await page.keyboard.press('Shift+A');
  const instead = findingsOf(page).getByRole('status').filter({ hasText: MODEL });
  await expect(instead).toContainText(t('findings.answered-already', { model: MODEL, version: '1.0.0' }));
  await look(program, 'again');
  await expect(findingsOf(page).getByRole('status').filter({ hasText: MODEL })).toBeVisible();
  await page.getByRole('button', { name: t('shell.language-en'), exact: true }).click();
  const show = instead.getByRole('button', { name: t('findings.answered-show'), exact: true });
  await page.keyboard.press('Shift+A');
  await expect(show).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card).toBeFocused();
  expect(await results()).toBe(1);

  await instead.getByRole('button', { name: t('findings.again'), exact: true }).click();
  await expect(card).toHaveCount(2, { timeout: 30_000 });
  await expect(instead).toHaveCount(0);
  expect(await results()).toBe(2);
  // read first: the answers are hidden, and the keyboard does not lie on what asks again
  await page.getByRole('switch', { name: t('shell.read-first') }).focus();
  await page.keyboard.press('Space');
  await expect(card).toHaveCount(0);
  await page.keyboard.press('Shift+A');
  await expect(instead).toContainText(t('findings.answered-hidden', { model: MODEL, version: '1.0.0' }));
  await expect(instead).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  const opened = await askProgram(program, 'case.open', { caseId: rows[0]!.caseId });
  expect([opened.results.length, opened.hiddenResults]).toEqual([0, 2]);
  await app.close();
});
