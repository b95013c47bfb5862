import { expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { graveViolations } from './accessibility.ts';
import { killTree } from './kill-tree.ts';
import { at, beginDataset, drawAlong, kept, labelled, pictureShown, writePictures } from './labelling.ts';
import { chooseNext, commandLine, freshFolder, startProgram, type Program } from './program.ts';
import { signIn } from './second-reading.ts';
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

  // it leaves by the command line as well, the same under either host
  const [underNode, underElectron] = (['node', 'electron'] as const).map((host) => {
    const out = path.join(folder, `out-${host}`);
    const words = ['export', 'Breast', '--format', 'png', '--pictures', '--unfinished', '--out', out];
    const run = commandLine([...words, '--data-folder', program.dataFolder], { host });
    expect(run.status, run.stderr).toBe(0);
    const written = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.png$/.test(name));
    return written.sort().map((name) => [name, fs.readFileSync(path.join(out, name)).toString('base64')]);
  });
  expect(underNode!.length).toBeGreaterThanOrEqual(2);
  expect(underNode).toEqual(underElectron);
  for (const gone of [folder, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});

test('a second reader sees nothing of the first, and the first finds theirs again', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  const program = await startProgram();
  const { page } = program;
  await beginDataset(program, folder, words, ITEMS);
  await signIn(page, words, 'Reader One', '1357-one', true);
  await pictureShown(page);
  await drawAlong(page, [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  const mine = await labelled(page);
  expect(mine).toBeGreaterThan(500);
  await kept(page);

  await signIn(page, words, 'Reader Two', '2468-two', true);
  await pictureShown(page);
  await expect.poll(() => labelled(page)).toBe(0);
  await expect(page.getByRole('button', { name: words('annotate.undo') })).toBeDisabled();
  await drawAlong(page, [
    [0.3, 0.3],
    [0.35, 0.3],
  ]);
  await kept(page);
  await expect(page.getByText('Reader One')).toHaveCount(0);

  await signIn(page, words, 'Reader One', '1357-one', false);
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

test('a schema of one’s own asks by what was answered, of the pictures that a table names', async () => {
  const folder = freshFolder('annotate');
  writePictures(folder, ITEMS);
  const pictures = fs.readdirSync(folder).sort();
  const table = path.join(folder, 'cases.csv');
  fs.writeFileSync(table, `file,patient\n${pictures.map((name, i) => `${name},P${i >> 1}`).join('\n')}\n`);
  const program = await startProgram();
  const { app, page } = program;
  await page.keyboard.press('Control+6');
  await page
    .getByRole('button', { name: words('annotate.new-dataset') })
    .first()
    .click();
  await page.getByRole('button', { name: words('annotate.new-schema') }).click();
  const editor = page.getByRole('dialog', { name: words('annotate.new-schema') });
  const called = (what: string) => editor.getByRole('textbox', { name: words('annotate.named-english', { what }) });
  const question = (number: number) => words('annotate.question-number', { number });
  await called(words('annotate.schema')).fill('Cyst');
  await called(words('annotate.segment-number', { number: 1 })).fill('Cyst');
  const keep = editor.getByRole('button', { name: words('annotate.keep-schema') });
  await editor.getByRole('button', { name: words('annotate.add-question') }).click();
  await called(question(1)).fill('Kind');
  await expect(keep).toBeDisabled();
  await expect(editor.getByText(words('annotate.schema-lacks'))).toBeVisible();
  const options = editor.getByRole('textbox', { name: words('annotate.options') });
  await options.fill('Solid | 实性\nCystic | 囊性');
  await editor.getByRole('button', { name: words('annotate.add-question') }).click();
  await called(question(2)).fill('Wall');
  await options.nth(1).fill('Thin | 薄\nThick | 厚');
  const condition = words('annotate.asked-where', { question: 'Kind', option: 'Cystic' });
  await editor.getByRole('combobox', { name: words('annotate.asked-when'), exact: true }).selectOption(condition);
  expect(await graveViolations(page, 'schema editor')).toEqual([]);
  await keep.click();
  await expect(editor).toHaveCount(0);

  const dialog = page.getByRole('dialog', { name: words('annotate.new-dataset') });
  await dialog.getByRole('textbox', { name: words('annotate.dataset-name') }).fill('Breast cysts');
  await dialog
    .getByRole('combobox', { name: words('annotate.dataset-from') })
    .selectOption(words('annotate.from-table'));
  await chooseNext(app, [table]);
  await dialog.getByRole('button', { name: words('annotate.create') }).click();
  const items = page.getByRole('grid', { name: words('annotate.items') }).getByRole('row');
  await expect(items).toHaveCount(ITEMS, { timeout: 60_000 });
  await page.keyboard.press('Control+Enter');
  await pictureShown(page);
  const asked = (name: string) => page.getByRole('radiogroup', { name });
  await asked('Kind').getByRole('radio', { name: 'Solid', exact: true }).click();
  await expect(asked('Wall')).toHaveCount(0);
  await asked('Kind').getByRole('radio', { name: 'Cystic', exact: true }).click();
  await asked('Wall').getByRole('radio', { name: 'Thick', exact: true }).click();
  await kept(page);

  // a newer version of the schema changes no labelling by itself
  await page.keyboard.press('Control+ArrowUp');
  await page.getByRole('button', { name: words('annotate.change-schema') }).click();
  const change = page.getByRole('dialog', { name: words('annotate.change-schema') });
  await change.getByRole('button', { name: words('annotate.add-question') }).click();
  await change.getByRole('textbox', { name: words('annotate.named-english', { what: question(3) }) }).fill('Wording');
  await change
    .getByRole('textbox', { name: words('annotate.options') })
    .nth(2)
    .fill('Short | 短\nLong | 长');
  expect(await graveViolations(page, 'schema change')).toEqual([]);
  await change.getByRole('button', { name: words('annotate.keep-schema-version', { version: 2 }) }).click();
  await expect(page.getByText(words('annotate.schema-version', { title: 'Cyst', version: 2 })).first()).toBeVisible();
  await items.first().click();
  await pictureShown(page);
  await expect(asked('Wording')).toHaveCount(0);
  await page.getByRole('button', { name: words('annotate.newer-schema', { version: 2 }) }).click();
  await page.getByRole('button', { name: words('annotate.move-on', { version: 2 }) }).click();
  await expect(asked('Wording')).toBeVisible();
  await expect(asked('Wall').getByRole('radio', { name: 'Thick', exact: true })).toHaveAttribute(
    'aria-checked',
    'true',
  );
  await program.app.close();
  for (const gone of [folder, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
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
