import { expect, test, type Page } from '@playwright/test';
import { encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { graveViolations } from './accessibility.ts';
import { askProgram } from './contract.ts';
import { FILM_SIZE, greyChest } from './films.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { writeModel } from './small-models.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');
const MODEL = 'Small classifier';
/** Where the screens are photographed; nowhere unless asked for. */
const LOOKS = process.env['SKIAGRAPH_AGAIN_LOOKS'];

const findingsOf = (page: Page) => page.getByRole('complementary', { name: t('findings.title'), exact: true });
async function look({ app, page }: Program, name: string): Promise<void> {
  expect(await graveViolations(page, name)).toEqual([]);
  if (!LOOKS) return;
  for (const language of ['zh', 'en'] as const) {
    await page.getByRole('button', { name: t(`shell.language-${language}`), exact: true }).click();
    for (const size of [
      [1280, 720],
      [1920, 1080],
    ] as [number, number][]) {
      await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.setContentSize(...to), size);
      await page.waitForFunction(([width, height]) => innerWidth === width && innerHeight === height, size);
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(LOOKS, `${name}-${language}-${size[0]}.png`) });
    }
  }
}

test('the key shows the answer that is there instead of adding the same again, and another is added on purpose', async () => {
  const film = path.join(freshFolder('picture'), 'colour.png');
  const grey = greyChest();
  const data = Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)]!);
  fs.writeFileSync(film, encode({ width: FILM_SIZE[1], height: FILM_SIZE[0], channels: 3, data }));
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
  await app.close();
});
