import { expect, test } from '@playwright/test';
import path from 'node:path';
import { openPhantom, writePhantom } from './phantom.ts';
import { chooseNext, freshFolder, startProgram } from './program.ts';

const dated = (uid: string, date: string) => ({
  '0020000D': { vr: 'UI', value: uid },
  '00080020': { vr: 'DA', value: date },
});

test('another study of the patient stands beside the open one, scrolls with it, and is not measured', async () => {
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'old'), 1, 4, dated('2.25.77311.1', '20190105'));
  writePhantom(path.join(folder, 'new'), 2, 6, dated('2.25.77311.2', '20240301'));
  const program = await startProgram();
  const { app, page } = program;
  await chooseNext(app, [folder]);
  await page.keyboard.press('Control+Shift+O');
  await page.getByRole('row').filter({ hasText: '2024-03-01' }).dblclick();
  const panes = page.getByRole('group', { name: /^Pane/ });
  await expect(panes.first().locator('[data-part="slice"]')).toHaveText('Image 1 of 6');
  await page.getByRole('button', { name: 'Layout' }).click();
  await page.getByRole('menuitem', { name: '1 × 2' }).click();

  const others = page.getByRole('region', { name: 'Other studies' });
  await others.getByRole('button', { name: /2019-01-05/ }).click();
  await others.locator('button[draggable]').dragTo(panes.nth(1));
  await expect(panes.nth(1).locator('[data-part="slice"]')).toHaveText('Image 1 of 4');
  await expect(panes.nth(1)).toContainText('Other study');
  await expect(panes.nth(1)).toContainText('2019-01-05');
  await expect(panes.nth(0)).not.toContainText('Other study');

  await page.getByRole('button', { name: 'Panes together' }).click();
  await page.getByRole('menuitem', { name: 'Scroll by as many images' }).click();
  await panes.nth(0).click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(panes.nth(0).locator('[data-part="slice"]')).toHaveText('Image 3 of 6');
  await expect(panes.nth(1).locator('[data-part="slice"]')).toHaveText('Image 3 of 4');

  // a measurement belongs to the open case: nothing is drawn on the other study
  await page.keyboard.press('l');
  const drag = async (pane: number) => {
    const box = (await panes.nth(pane).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 4 });
    await page.mouse.up();
  };
  await drag(1);
  await expect(page.locator('[data-measurement]')).toHaveCount(0);
  await drag(0);
  await expect(page.locator('[data-measurement]')).toHaveCount(1);

  // by key: the next older study, and back
  await page.keyboard.press('w');
  await panes.nth(0).click();
  await page.keyboard.press('Control+PageDown');
  await expect(panes.nth(0)).toContainText('2019-01-05');
  await page.keyboard.press('Control+PageUp');
  await expect(panes.nth(0)).toContainText('2024-03-01');
  await program.app.close();
});

test('a layout is kept while its case is open, and the rules bring the first one back', async () => {
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'one'), 1, 3);
  writePhantom(path.join(folder, 'two'), 2, 5);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  await page.getByRole('button', { name: 'Layout' }).click();
  await page.getByRole('menuitem', { name: '1 × 2' }).click();
  const panes = page.getByRole('group', { name: /^Pane/ });
  await panes.nth(1).click();
  await page.keyboard.press('End');
  await page.keyboard.press('i');
  await page.keyboard.press('r');
  const slice = (pane: number) => panes.nth(pane).locator('[data-part="slice"]');
  await expect(slice(1)).toHaveText('Image 5 of 5');
  await expect(panes.nth(1)).toContainText('Greys inverted');

  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+2');
  await expect(panes).toHaveCount(2);
  await expect(slice(1)).toHaveText('Image 5 of 5');
  await expect(panes.nth(1)).toContainText('Greys inverted');
  await expect(panes.nth(1)).toHaveAttribute('aria-current', 'true');

  await page.keyboard.press('Enter');
  await expect(panes.nth(0)).toHaveAttribute('inert', '');
  const large = (await panes.nth(1).boundingBox())!;
  await page.keyboard.press('Enter');
  const small = (await panes.nth(1).boundingBox())!;
  expect(large.width).toBeGreaterThan(small.width * 1.8);
  await panes.nth(1).dblclick();
  await expect(panes.nth(0)).toHaveAttribute('inert', '');

  await page.keyboard.press('Shift+Backspace');
  await expect(panes).toHaveCount(1);
  await program.app.close();
});

test('a series that mixes scout and slices becomes two thumbnails', async () => {
  const folder = freshFolder('phantom');
  const scout = { '00080008': { vr: 'CS', value: 'ORIGINAL\\PRIMARY\\LOCALIZER' } };
  writePhantom(path.join(folder, 'slices'), 1, 4);
  writePhantom(path.join(folder, 'scout'), 2, 1, { ...scout, '0020000E': { vr: 'UI', value: '2.25.77311.1' } }, 90);
  const program = await startProgram();
  const { page } = program;
  await openPhantom(program, folder);
  const thumbnails = page.locator('nav.thumbnails button');
  await expect(thumbnails).toHaveCount(2);
  await expect(thumbnails.filter({ hasText: '4 images' })).toContainText('of 2');
  // the slices come first to the eye, the scout is a thumbnail away
  await expect(page.locator('[data-part="slice"]')).toHaveText('Image 1 of 4');
  await thumbnails.filter({ hasText: '1 image ·' }).click();
  await expect(page.locator('[data-part="slice"]')).toHaveCount(0);
  await page.keyboard.press('PageDown');
  await page.keyboard.press('PageUp');
  await program.app.close();
});
