import { expect, test } from '@playwright/test';
import { decode as decodePng } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { openPhantom, writePhantom } from './phantom.ts';
import { freshFolder, startProgram } from './program.ts';

test('panes show series side by side, and a thumbnail can be dragged into one', async () => {
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'one'), 1, 3);
  writePhantom(path.join(folder, 'two'), 2, 2);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.getByRole('button', { name: 'Layout' }).click();
  await page.getByRole('menuitem', { name: '1 × 2' }).click();
  const panes = page.getByRole('group', { name: /^Pane/ });
  await expect(panes).toHaveCount(2);
  await expect(panes.nth(0).locator('[data-part="slice"]')).toHaveText('Image 1 of 3');
  await expect(panes.nth(1).locator('[data-part="slice"]')).toHaveText('Image 1 of 2');
  await page.locator('nav.thumbnails button').nth(1).dragTo(panes.nth(0));
  await expect(panes.nth(0).locator('[data-part="slice"]')).toHaveText('Image 1 of 2');
  await program.app.close();
});

test('a volume is seen in three planes that follow one point, and in slabs', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 12);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.keyboard.press('Shift+M');
  const plane = (name: string) => page.locator(`[data-plane="${name}"]`);
  await expect(plane('coronal').locator('[data-part="slice"]')).toBeVisible();
  // 12 slices; 128 rows of 0.8 mm; 256 columns of 0.5 mm
  await expect(plane('axial').locator('[data-part="slice"]')).toContainText('of 12');
  await expect(plane('coronal').locator('[data-part="slice"]')).toContainText('of 128');
  await expect(plane('sagittal').locator('[data-part="slice"]')).toContainText('of 256');
  await expect(plane('axial')).toContainText('R');
  await expect(plane('coronal')).toContainText('H');

  const before = await plane('sagittal').locator('[data-part="slice"]').textContent();
  const box = (await plane('axial').boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.5);
  await expect(plane('sagittal').locator('[data-part="slice"]')).not.toHaveText(before!);

  await page.getByRole('button', { name: 'Slab', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Maximum (MIP), 20 mm' }).click();
  await expect(plane('axial')).toContainText('Slab 20 mm');
  await program.app.close();
});

test('panes scroll together by the patient’s position, and stop when that is switched off', async () => {
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'one'), 1, 6);
  // the same slices, three of them above the first series
  writePhantom(path.join(folder, 'two'), 2, 6, {}, -15);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.getByRole('button', { name: 'Layout' }).click();
  await page.getByRole('menuitem', { name: '1 × 2' }).click();
  const slice = (pane: number) => page.getByRole('group', { name: /^Pane/ }).nth(pane).locator('[data-part="slice"]');
  await expect(slice(0)).toHaveText('Image 1 of 6');
  await expect(slice(1)).toHaveText('Image 4 of 6');
  await page.keyboard.press('ArrowDown');
  await expect(slice(0)).toHaveText('Image 2 of 6');
  await expect(slice(1)).toHaveText('Image 5 of 6');
  await page.keyboard.press('y');
  await page.keyboard.press('ArrowDown');
  await expect(slice(0)).toHaveText('Image 3 of 6');
  await expect(slice(1)).toHaveText('Image 5 of 6');
  await program.app.close();
});

test('a stack plays, and stops where it is', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 5);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.getByRole('button', { name: 'Play' }).click();
  const slice = page.locator('[data-part="slice"]');
  await expect(slice).not.toHaveText('Image 1 of 5');
  await page.getByRole('button', { name: 'Stop playing' }).click();
  // a picture that was on its way is shown yet
  await page.waitForTimeout(300);
  const stopped = await slice.textContent();
  await page.waitForTimeout(500);
  await expect(slice).toHaveText(stopped!);
  await program.app.close();
});

test('the picture on the screen goes into a file, with or without whose it is', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 2);
  const program = await startProgram();
  const { page, app } = program;
  await openPhantom(program, folder);
  const save = async (name: string, keys: string | null) => {
    const file = path.join(folder, name);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    if (keys) await page.keyboard.press(keys);
    else {
      await page.getByRole('button', { name: 'Picture', exact: true }).click();
      await page.getByRole('menuitem', { name: /without identity …/ }).click();
    }
    // the last chunk is there
    const end = () => (fs.existsSync(file) ? fs.readFileSync(file).subarray(-8, -4).toString('latin1') : '');
    await expect.poll(end).toBe('IEND');
    return decodePng(fs.readFileSync(file));
  };
  const named = await save('named.png', 'Control+s');
  const nameless = await save('nameless.png', null);
  const inked = ({ data, width, channels }: ReturnType<typeof decodePng>) => {
    // the upper left corner, where the patient's name stands on black
    let count = 0;
    for (let y = 0; y < 60; y++) for (let x = 0; x < 200; x++) if (data[(y * width + x) * channels]! > 120) count++;
    return count;
  };
  expect(inked(named)).toBeGreaterThan(100);
  expect(inked(nameless)).toBe(0);
  // the patient's sides and the length of the scale are never left out
  for (const { data, width, height, channels } of [named, nameless]) {
    const bright = (x: number, y: number) => data[(y * width + x) * channels]! > 200;
    const letterAt = (left: number, top: number) =>
      Array.from({ length: 24 * 24 }, (_, i) => bright(left + (i % 24), top + Math.floor(i / 24))).some(Boolean);
    expect(letterAt(4, Math.round(height / 2) - 12)).toBe(true);
    expect(letterAt(width - 28, Math.round(height / 2) - 12)).toBe(true);
    expect(letterAt(Math.round(width / 2) - 12, 4)).toBe(true);
    expect(letterAt(Math.round(width / 2) - 12, height - 28)).toBe(true);
    const longest = Math.max(
      ...Array.from({ length: 40 }, (_, i) => {
        let run = 0;
        while (run < 400 && bright(width - 12 - run, height - 10 - i)) run++;
        return run;
      }),
    );
    expect(longest).toBeGreaterThan(40);
  }
  await program.app.close();
});
