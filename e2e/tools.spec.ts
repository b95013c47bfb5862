import { expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { openPhantom, PHANTOM, writePhantom } from './phantom.ts';
import { chooseNext, freshFolder, startProgram } from './program.ts';

const corner = (page: Page, part: string) => page.locator(`[data-part="${part}"]`).first();

/** The colour in the middle of the first pane's drawing. */
function middleColour(page: Page): Promise<number[]> {
  return page
    .locator('.cornerstone-canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const context = copy.getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      return [...context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data].slice(0, 3);
    });
}

test('the pointer reads value and place, the lens enlarges, and greys become colours with a legend', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 3);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  const box = (await page.locator('.stage').first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

  // the middle of the cylinder: 100 HU at 0, 0; the first pixel's middle lies at -64, -51.2
  await page.mouse.move(x, y);
  await expect(corner(page, 'probe')).toContainText('100 HU');
  await expect(corner(page, 'probe')).toContainText(`column ${PHANTOM.columns / 2 + 1}, row ${PHANTOM.rows / 2 + 1}`);
  await expect(corner(page, 'probe')).toContainText('L 0.0 P 0.0 H 0.0 mm');

  await page.keyboard.press('Shift+Z');
  await page.mouse.move(x + 5, y);
  const lens = page.getByLabel('Lens', { exact: true }).locator('visible=true').last();
  await expect(lens).toBeVisible();
  await page.keyboard.press('w');
  await expect(page.locator('canvas[aria-label="Lens"]')).toHaveCount(0);

  const grey = await middleColour(page);
  expect(grey[0]).toBe(grey[2]);
  await page.getByRole('button', { name: 'Colours, windows, corner text' }).click();
  await page.getByRole('menuitem', { name: 'Viridis' }).click();
  await expect(page.getByRole('complementary', { name: 'What the colours of the picture mean' })).toContainText('HU');
  await expect.poll(async () => (await middleColour(page))[0]).not.toBe((await middleColour(page))[2]);
  // C 50 W 400: 100 HU is 62 % of the way, where viridis is a bluish green
  const [red, green, blue] = await middleColour(page);
  expect(Math.abs(red! - 40)).toBeLessThan(7);
  expect(Math.abs(green! - 174)).toBeLessThan(7);
  expect(Math.abs(blue! - 128)).toBeLessThan(7);
  await page.keyboard.press('Backspace');
  await expect.poll(() => middleColour(page)).toEqual(grey);
  await program.app.close();
});

test('a person’s own windows stand on the number keys, and the corner text shows what is wanted', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 3);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.getByRole('button', { name: 'Colours, windows, corner text' }).click();
  await page.getByRole('menuitem', { name: 'Change the windows …' }).click();
  const dialog = page.getByRole('dialog');
  for (let i = 0; i < 6; i++) await dialog.getByRole('button', { name: 'Remove' }).first().click();
  await dialog.getByRole('button', { name: 'Add the window on the screen' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Cylinder');
  await dialog.getByRole('spinbutton', { name: 'Center' }).fill('90');
  await dialog.getByRole('spinbutton', { name: 'Width' }).fill('70');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('2');
  await expect(corner(page, 'window')).toContainText('C 90 W 70');

  await page.getByRole('button', { name: 'Colours, windows, corner text' }).click();
  await page.getByRole('menuitem', { name: 'Change the corner text …' }).click();
  await page.getByRole('switch', { name: 'Zoom' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(corner(page, 'zoom')).toHaveCount(0);
  await expect(page.locator('.stage').first()).toContainText('Phantom, Cylinder');
  await page.keyboard.press('Control+Shift+H');
  await expect(page.locator('body')).not.toContainText('Phantom, Cylinder');
  await expect(page.locator('.stage').first()).toContainText('Identity hidden');
  // nor does the list of cases say it
  await page.keyboard.press('Control+1');
  const row = page.locator('.worklist .row').first();
  await expect(row).toContainText('Identity hidden');
  await expect(row).not.toContainText('P-1');
  await expect(row).not.toContainText('2026-01-02');
  // a report names the patient: it is shown once identity is
  await page.keyboard.press('Control+3');
  await expect(page.locator('main')).toContainText(
    'A report names the patient, and identity is hidden on this screen.',
  );
  await expect(page.getByRole('region', { name: 'The page as it will print' })).toBeHidden();
  await page.keyboard.press('Control+2');
  await page.keyboard.press('Control+Shift+H');
  await expect(page.locator('.stage').first()).toContainText('Phantom, Cylinder');
  await program.app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await again.page.getByRole('row', { name: /Phantom/ }).click();
  await expect(corner(again.page, 'window')).toBeVisible();
  await again.page.keyboard.press('2');
  await expect(corner(again.page, 'window')).toContainText('C 90 W 70');
  await expect(corner(again.page, 'zoom')).toHaveCount(0);
  await again.app.close();
});

test('keys are changed, refused where another command has them, kept, and printed', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 3);
  const program = await startProgram();
  const { app, page } = program;
  await openPhantom(program, folder);
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill('invert');
  await dialog.getByRole('button', { name: 'Invert greys: I. Change the keys' }).click();
  await page.keyboard.press('r');
  await expect(dialog.getByRole('alert')).toContainText('R already means “Turn clockwise”');
  await dialog.getByRole('button', { name: 'Invert greys: I. Change the keys' }).click();
  await page.keyboard.press('Control+Alt+i');
  await expect(dialog.getByRole('button', { name: 'Invert greys: Ctrl+Alt+I. Change the keys' })).toBeVisible();

  const file = path.join(folder, 'keys.pdf');
  await app.evaluate(({ dialog: shell }, filePath) => {
    shell.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await dialog.getByRole('button', { name: 'Print …' }).click();
  await expect.poll(() => fs.existsSync(file) && fs.readFileSync(file).subarray(0, 4).toString()).toBe('%PDF');
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await expect(page.locator('.stage').first()).not.toContainText('Greys inverted');
  await page.keyboard.press('Control+Alt+i');
  await expect(page.locator('.stage').first()).toContainText('Greys inverted');

  const panes = path.join(folder, 'panes.pdf');
  await app.evaluate(({ dialog: shell }, filePath) => {
    shell.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, panes);
  await page.keyboard.press('Control+p');
  await expect.poll(() => fs.existsSync(panes) && fs.statSync(panes).size).toBeGreaterThan(10_000);
  await app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await chooseNext(again.app, []);
  await again.page.getByRole('row', { name: /Phantom/ }).click();
  await expect(corner(again.page, 'window')).toBeVisible();
  await again.page.keyboard.press('Control+Alt+i');
  await expect(again.page.locator('.stage').first()).toContainText('Greys inverted');
  await again.app.close();
});

test('two fingers enlarge the picture, one does what the tool does', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 3);
  const program = await startProgram({ args: ['--touch-events=enabled'] });
  const { page } = program;
  await openPhantom(program, folder);
  const box = (await page.locator('.stage').first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: [number, number][]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
    });
  const zoom = async () => Number(/(\d+) %/.exec((await corner(page, 'zoom').textContent()) ?? '')?.[1]);
  const before = await zoom();
  await touch('touchStart', [
    [x - 40, y],
    [x + 40, y],
  ]);
  for (let by = 50; by <= 120; by += 10) {
    await touch('touchMove', [
      [x - by, y],
      [x + by, y],
    ]);
    await page.waitForTimeout(30);
  }
  await touch('touchEnd', []);
  await expect.poll(zoom).toBeGreaterThan(before * 1.2);

  await expect(corner(page, 'window')).toContainText('C 50 W 400');
  await touch('touchStart', [[x, y]]);
  for (let by = 10; by <= 80; by += 10) {
    await touch('touchMove', [[x + by, y]]);
    await page.waitForTimeout(30);
  }
  await touch('touchEnd', []);
  await expect(corner(page, 'window')).not.toContainText('C 50 W 400');
  await program.app.close();
});
