import { expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import { graveViolations } from './accessibility.ts';
import { killTree } from './kill-tree.ts';
import { at, beginDataset, drawAlong, kept, labelled, pictureShown, writePictures } from './labelling.ts';
import { freshFolder, startProgram, type Program } from './program.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('en');
const ITEMS = 3;

/** Goes back into the dataset that was made, and opens an item by its number. */
async function reopen({ page }: Program, number: number): Promise<void> {
  await page.keyboard.press('Control+6');
  await page.getByRole('button', { name: /^Breast/ }).click();
  await page
    .getByRole('row')
    .nth(number - 1)
    .click();
  await pictureShown(page);
}

async function signIn(page: Page, name: string, pin: string, fresh: boolean): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`, profile$`) }).click();
  const dialog = page.getByRole('dialog');
  const addForm = dialog.getByRole('textbox', { name: words('annotate.profile-name') });
  if (fresh && !(await addForm.isVisible())) {
    await dialog.getByRole('button', { name: words('annotate.profile-add') }).click();
  }
  if (fresh) await addForm.fill(name);
  else await dialog.getByRole('combobox').selectOption({ label: name });
  await dialog.getByLabel(words('annotate.pin'), { exact: false }).first().fill(pin);
  if (fresh) await dialog.getByLabel(words('annotate.pin-again')).fill(pin);
  await dialog.locator('button[type="submit"]').click();
  await expect(dialog).toHaveCount(0, { timeout: 30_000 });
}

test('a person labels with brush and polygon, and finds and undoes it all after a restart', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  const program = await startProgram();
  const { page } = program;
  await beginDataset(program, folder, words, ITEMS);

  await drawAlong(page, [
    [0.4, 0.5],
    [0.5, 0.45],
    [0.6, 0.5],
  ]);
  const brushed = await labelled(page);
  expect(brushed).toBeGreaterThan(500);
  // the right button takes away without another tool
  await drawAlong(
    page,
    [
      [0.48, 0.4],
      [0.48, 0.6],
    ],
    'right',
  );
  const erased = await labelled(page);
  expect(erased).toBeLessThan(brushed);
  await page.keyboard.press('g');
  for (const [x, y] of [
    [0.3, 0.7],
    [0.7, 0.7],
    [0.7, 0.9],
    [0.3, 0.9],
  ] as const) {
    await page.mouse.click(...(await at(page, x, y)));
  }
  await page.keyboard.press('Enter');
  const whole = await labelled(page);
  expect(whole).toBeGreaterThan(erased + 1000);

  const [first] = await page.getByRole('radio').all();
  await first!.click();
  await expect(first!).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Control+z');
  await expect(first!).toHaveAttribute('aria-checked', 'false');
  await page.keyboard.press('Control+Shift+Z');
  await expect(first!).toHaveAttribute('aria-checked', 'true');
  await kept(page);
  await program.app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await reopen(again, 1);
  await expect.poll(() => labelled(again.page)).toBe(whole);
  await expect(again.page.getByRole('radio').first()).toHaveAttribute('aria-checked', 'true');
  await again.page.keyboard.press('Control+z');
  await expect(again.page.getByRole('radio').first()).toHaveAttribute('aria-checked', 'false');
  for (const expected of [erased, brushed, 0]) {
    await again.page.keyboard.press('Control+z');
    await expect.poll(() => labelled(again.page)).toBe(expected);
  }
  await again.page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => labelled(again.page)).toBe(brushed);
  expect(again.said.filter((line) => /Content Security Policy|Error/.test(line))).toEqual([]);
  await again.app.close();
  for (const gone of [folder, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});

test('a second reader sees nothing of the first, and the first finds theirs again', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  const program = await startProgram();
  const { page } = program;
  await beginDataset(program, folder, words, ITEMS);
  await signIn(page, 'Reader One', '1357-one', true);
  await pictureShown(page);
  await drawAlong(page, [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  const mine = await labelled(page);
  expect(mine).toBeGreaterThan(500);
  await kept(page);

  await signIn(page, 'Reader Two', '2468-two', true);
  await pictureShown(page);
  await expect.poll(() => labelled(page)).toBe(0);
  await expect(page.getByRole('button', { name: words('annotate.undo') })).toBeDisabled();
  await drawAlong(page, [
    [0.3, 0.3],
    [0.35, 0.3],
  ]);
  await kept(page);
  await expect(page.getByText('Reader One')).toHaveCount(0);

  await signIn(page, 'Reader One', '1357-one', false);
  await pictureShown(page);
  await expect.poll(() => labelled(page)).toBe(mine);
  await program.app.close();
  for (const gone of [folder, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});

/** Lines of the history; how many pixels a label covers depends on the room that a notice leaves. */
const strokes = (page: Page) => page.getByRole('region', { name: words('annotate.history') }).getByRole('listitem');

test('a stroke that was kept survives the program’s death', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  let program = await startProgram();
  await beginDataset(program, folder, words, ITEMS);
  const { dataFolder } = program;
  for (let kill = 0; kill < 3; kill++) {
    const { page } = program;
    await drawAlong(page, [
      [0.2, 0.2 + kill * 0.2],
      [0.5, 0.2 + kill * 0.2],
    ]);
    await kept(page);
    const before = await strokes(page).count();
    expect(before).toBe(kill + 1);
    // a stroke in hand when the power goes
    await page.mouse.move(...(await at(page, 0.6, 0.6)));
    await page.mouse.down();
    await page.mouse.move(...(await at(page, 0.8, 0.6)), { steps: 3 });
    killTree(program.app.process().pid!);
    await new Promise((resolve) => setTimeout(resolve, 500));
    program = await startProgram({ dataFolder });
    await reopen(program, 1);
    await expect(strokes(program.page)).toHaveCount(before);
    expect(await labelled(program.page)).toBeGreaterThan(500);
  }
  await program.app.close();
  for (const gone of [folder, dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});

test('the workbench can be used in both languages and themes, by keyboard, without barriers', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  const program = await startProgram();
  const { page } = program;
  await beginDataset(program, folder, words, ITEMS);
  const found = [await graveViolations(page, 'item')];
  await page.keyboard.press('PageDown');
  await expect(page.getByText(words('annotate.item-place', { number: 2, total: ITEMS }))).toBeVisible();
  await pictureShown(page);
  await page.keyboard.press('Control+ArrowUp');
  await expect(page.getByRole('grid')).toBeVisible();
  found.push(await graveViolations(page, 'board'));
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(words('shell.do-light'));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '中文' }).click();
  const chinese = wordsIn('zh');
  await expect(page.getByRole('button', { name: chinese('annotate.start') })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await pictureShown(page);
  await expect(page.getByRole('heading', { name: chinese('annotate.segments') })).toBeVisible();
  found.push(await graveViolations(page, 'item, light, Chinese'));
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(chinese('annotate.tool.livewire'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: chinese('annotate.tool.livewire') })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  expect(found.flat()).toEqual([]);
  await program.app.close();
  for (const gone of [folder, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});
