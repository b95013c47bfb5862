import { expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { drag } from './hands.ts';
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

test('planes through the volume are measured in the patient’s own millimetres, and go into a table', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 12);
  const program = await startProgram();
  const { app, page } = program;
  await openPhantom(program, folder);
  await page.keyboard.press('Shift+M');
  const coronal = page.locator('[data-plane="coronal"]');
  await expect(coronal.locator('[data-part="slice"]')).toContainText('of 128');
  await page.keyboard.press('l');
  const box = (await coronal.boundingBox())!;
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  // the scale bar of the pane says how long the line on the screen is
  const bar = coronal.locator('.bar');
  const [, value, unit] = /([\d.]+) (mm|cm)/.exec((await bar.locator('+ p').textContent()) ?? '')!;
  const barMm = Number(value) * (unit === 'cm' ? 10 : 1);
  const barPx = (await bar.boundingBox())!.width;
  await drag(page, at(0.3, 0.5), at(0.6, 0.5));
  const length = coronal.locator('[data-measurement="length"]');
  await expect(length).toContainText('cut from slices 5.00 mm apart');
  const mm = Number(/([\d.]+) mm/.exec((await length.textContent()) ?? '')?.[1]);
  expect(mm / ((box.width * 0.3 * barMm) / barPx)).toBeCloseTo(1, 1);

  // 100 HU all over within the cylinder
  await page.keyboard.press('e');
  await drag(page, at(0.47, 0.47), at(0.53, 0.53));
  await expect(coronal.locator('[data-measurement="ellipse"]')).toContainText('mean 100 ± 0 HU');

  // on the next plane there is nothing of it, and the list leads back
  await coronal.hover();
  await page.mouse.wheel(0, 300);
  await expect(coronal.locator('[data-measurement]')).toHaveCount(0);
  const list = page.getByRole('region', { name: 'Measurements' });
  await expect(list).toContainText('Series 1, Coronal');
  await list.getByRole('button', { name: /Length/ }).click();
  await expect(coronal.locator('[data-measurement="length"]')).toHaveCount(1);

  const file = path.join(folder, 'numbers.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await list.getByRole('button', { name: 'Save as CSV …' }).click();
  await expect.poll(() => fs.existsSync(file)).toBe(true);
  const csv = fs.readFileSync(file, 'utf8');
  expect(csv).toMatch(/^\uFEFFMeasurement,Name,Place,/);
  expect(csv).toMatch(/Length,,"Series 1, Coronal",length,[\d.]+,mm,in the patient,/);
  await app.close();
});
