import { expect, test, type Page } from '@playwright/test';
import path from 'node:path';
import { openPhantom, PHANTOM, writePhantom } from './phantom.ts';
import { freshFolder, startProgram } from './program.ts';

const WIDTH_MM = PHANTOM.columns * PHANTOM.columnMm;
const HEIGHT_MM = PHANTOM.rows * PHANTOM.rowMm;

/** Screen places of millimetres from the middle of a pane, whose picture is fitted into it. */
async function placesOn(page: Page, pane = 0) {
  const box = (await page.locator('.stage').nth(pane).boundingBox())!;
  const pxPerMm = Math.min(box.width / WIDTH_MM, box.height / HEIGHT_MM);
  return (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + x * pxPerMm,
    box.y + box.height / 2 + y * pxPerMm,
  ];
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
}

const figures = (page: Page, kind: string) => page.locator(`[data-measurement="${kind}"]`);
const number = async (page: Page, kind: string, pattern: RegExp) =>
  Number(pattern.exec((await figures(page, kind).last().textContent()) ?? '')?.[1]);

test('a person measures with the pointer, undoes, renames and finds it all again after a restart', async () => {
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'one'), 1, 4);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  const at = await placesOn(page);

  // a diameter, aslant over pixels that are not square: 36 mm right and 48 mm down are 60 mm
  await page.keyboard.press('l');
  await drag(page, at(-18, -24), at(18, 24));
  expect(await number(page, 'length', /([\d.]+) mm/)).toBeCloseTo(60, 0);
  await expect(figures(page, 'length')).toContainText('in the patient');

  // the cylinder is 100 HU all over
  await page.keyboard.press('e');
  await drag(page, at(-15, -15), at(15, 15));
  await expect(figures(page, 'ellipse')).toContainText('mean 100 ± 0 HU');
  expect(await number(page, 'ellipse', /([\d.]+) mm²/)).toBeCloseTo(Math.PI * 15 * 15, -1);

  await page.keyboard.press('g');
  await page.mouse.click(...at(20, 0));
  await page.mouse.click(...at(0, 0));
  await page.mouse.click(...at(0, 20));
  expect(await number(page, 'angle', /([\d.]+)°/)).toBeCloseTo(90, 0);

  // a figure belongs to its slice
  await page.keyboard.press('ArrowDown');
  await expect(figures(page, 'length')).toHaveCount(0);
  await page.keyboard.press('ArrowUp');
  await expect(figures(page, 'length')).toHaveCount(1);

  await page.keyboard.press('Control+z');
  await expect(figures(page, 'angle')).toHaveCount(0);
  await page.keyboard.press('Control+y');
  await expect(figures(page, 'angle')).toHaveCount(1);

  const list = page.getByRole('region', { name: 'Measurements' });
  await list.getByRole('textbox', { name: 'Name' }).first().fill('aorta');
  await list.getByRole('textbox', { name: 'Name' }).first().press('Enter');
  await expect(figures(page, 'length')).toContainText('aorta');
  const before = await page.locator('[data-measurement]').allTextContents();
  await program.app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await again.page.getByRole('row', { name: /Phantom/ }).click();
  await expect(again.page.locator('[data-measurement]')).toHaveCount(3);
  await expect.poll(() => again.page.locator('[data-measurement]').allTextContents()).toEqual(before);
  await again.app.close();
});

test('a calibration by hand is the scale of what is drawn after it, and says so', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 1, { '00280030': { vr: 'DS', value: '' } });
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.keyboard.press('l');
  const box = (await page.locator('.stage').boundingBox())!;
  const middle: [number, number] = [box.x + box.width / 2, box.y + box.height / 2];
  await drag(page, [middle[0] - 100, middle[1]], [middle[0] + 100, middle[1]]);
  await expect(figures(page, 'length')).toContainText('px');
  await expect(figures(page, 'length')).toContainText('scale unknown');

  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.getByRole('menuitem', { name: /known length/ }).click();
  await drag(page, [middle[0] - 50, middle[1] + 40], [middle[0] + 50, middle[1] + 40]);
  await page.getByRole('textbox', { name: /True length/ }).fill('25');
  await page.getByRole('button', { name: 'Calibrate' }).click();
  await expect(figures(page, 'length')).toContainText('50.0 mm');
  await expect(figures(page, 'length')).toContainText('calibrated by hand');
  await program.app.close();
});
