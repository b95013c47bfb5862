import { expect, test, type Page } from '@playwright/test';
import path from 'node:path';
import { askProgram } from './contract.ts';
import { command, drag, type Place } from './hands.ts';
import { openPhantom, writePhantom } from './phantom.ts';
import { freshFolder, startProgram } from './program.ts';
import { wordsIn, type Language, type Words } from './words.ts';

/** Whether a pixel of the first picture is anything but grey. */
const isColoured = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('.stage canvas') as HTMLCanvasElement;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [16, 16];
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    return data.some((value, i) => i % 4 === 0 && Math.abs(value - data[i + 2]!) > 12);
  });

/** Opens series of 12, 5 and 2 slices, the last one without a scale, in a language. */
async function openThree(language: Language) {
  const words: Words = wordsIn(language);
  const folder = freshFolder('phantom');
  writePhantom(path.join(folder, 'one'), 1, 12);
  writePhantom(path.join(folder, 'two'), 2, 5);
  writePhantom(path.join(folder, 'three'), 3, 2, { '00280030': { vr: 'DS', value: '' } });
  const program = await startProgram();
  await askProgram(program, 'settings.change', { language });
  await program.page.reload();
  await program.page.getByRole('navigation').first().waitFor();
  await openPhantom(program, folder);
  const { page } = program;
  const tools = page.getByRole('toolbar', { name: words('viewer.tools') });
  return {
    program,
    page,
    words,
    button: (word: string) => tools.getByRole('button', { name: words(word), exact: true }),
    choose: async (menu: string, entry: string) => {
      await tools.getByRole('button', { name: words(menu), exact: true }).click();
      await page.getByRole('menuitem', { name: entry }).first().click();
    },
    slice: (pane: number) => page.locator('[data-part="slice"]').nth(pane),
  };
}

for (const language of ['en', 'zh'] as const satisfies readonly Language[]) {
  test(`panes, windows, colours, playing, planes, slabs and a calibration, by pointer and by keyboard (${language})`, async () => {
    test.setTimeout(120_000);
    const { program, page, words, button, choose, slice } = await openThree(language);
    const numbered = (index: number, count: number) => words('viewer.slice', { index, count });
    const slices = page.locator('[data-part="slice"]');
    const two = words('viewer.layout.name', { rows: 1, columns: 2 });

    // a stack plays and stops
    for (const toggle of [
      () => page.keyboard.press('Space'),
      async () => {
        const playing = button('viewer.tool.cine-stop');
        await ((await playing.count()) > 0 ? playing : button('viewer.tool.cine')).click();
      },
    ]) {
      await page.keyboard.press('Home');
      await expect(slice(0)).toHaveText(numbered(1, 12));
      await toggle();
      await expect(slice(0)).not.toHaveText(numbered(1, 12));
      await toggle();
      await expect(button('viewer.tool.cine')).toBeVisible();
    }
    await page.keyboard.press('Home');

    // windows by number and by name, colours by menu and by command
    const shownWindow = page.locator('[data-part="window"]').first();
    const asOpened = await shownWindow.textContent();
    await page.keyboard.press('2');
    await expect(shownWindow).not.toHaveText(asOpened!);
    await page.keyboard.press('1');
    await expect(shownWindow).toHaveText(asOpened!);
    await page
      .getByRole('combobox', { name: words('viewer.preset') })
      .selectOption({ label: words('viewer.preset.bone') });
    await expect(shownWindow).not.toHaveText(asOpened!);
    await page.keyboard.press('1');
    await choose('viewer.colours', words('viewer.colours.viridis'));
    await expect.poll(() => isColoured(page)).toBe(true);
    await command(page, words('viewer.colours.command', { name: words('viewer.colours.grey') }));
    await expect.poll(() => isColoured(page)).toBe(false);

    // two panes that scroll together; one of them large, and back; the rules' layout
    for (const split of [
      () => choose('viewer.layout', two),
      () => command(page, words('viewer.layout.command', { name: two })),
    ]) {
      await split();
      await expect(slices).toHaveCount(2);
      await expect(slice(0)).toHaveText(numbered(1, 12));
      await expect(slice(1)).toHaveText(numbered(1, 5));
      await page.keyboard.press('ArrowDown');
      await expect(slice(1)).toHaveText(numbered(2, 5));
      for (const unlink of [
        () => page.keyboard.press('y'),
        () => choose('viewer.link', words('viewer.link.position')),
      ]) {
        await unlink();
        const other = await slice(1).textContent();
        await page.keyboard.press('ArrowDown');
        await expect(slice(1)).toHaveText(other!);
        await page.keyboard.press('y');
      }
      await page.keyboard.press('Enter');
      await expect(
        page
          .locator('[inert]')
          .filter({ has: page.locator('.stage') })
          .first(),
      ).toBeAttached();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Shift+Backspace');
      await expect(slices).toHaveCount(1);
    }

    // planes that follow a point, in slabs
    const plane = (name: string) => page.locator(`[data-plane="${name}"]`);
    for (const cut of [
      () => choose('viewer.layout', words('viewer.plane.layout')),
      () => page.keyboard.press('Shift+M'),
    ]) {
      await cut();
      const sagittal = plane('sagittal').locator('[data-part="slice"]');
      await expect(sagittal).toBeVisible();
      for (const [cross, share] of [
        [() => button('viewer.plane.crosshair').click(), 0.6],
        [() => page.keyboard.press('k'), 0.4],
      ] as const) {
        await page.keyboard.press('w');
        await cross();
        const before = await sagittal.textContent();
        const box = (await plane('axial').boundingBox())!;
        await page.mouse.click(box.x + box.width * share, box.y + box.height * 0.5);
        await expect(sagittal).not.toHaveText(before!);
      }
      await choose('viewer.plane.mode', words('viewer.plane.choice', { mode: words('viewer.plane.maximum'), mm: 20 }));
      await expect(plane('axial')).toContainText(words('viewer.plane.slab', { mm: 20 }));
      await page.keyboard.press('Shift+Backspace');
      await expect(slices).toHaveCount(1);
    }

    // a scale by a known length, on the series that has none
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await expect(slice(0)).toHaveText(numbered(1, 2));
    const box = (await page.locator('.stage').first().boundingBox())!;
    const middle: Place = [box.x + box.width / 2, box.y + box.height / 2];
    await page.keyboard.press('l');
    await drag(page, [middle[0] - 100, middle[1]], [middle[0] + 100, middle[1]]);
    const length = page.locator('[data-measurement="length"]').first();
    await expect(length).toContainText('px');
    const calibrate = words('measure.kind.calibration');
    for (const [start, mm, below] of [
      [() => choose('measure.menu', calibrate), '25', 40],
      [() => command(page, words('measure.command', { what: calibrate })), '30', 80],
    ] as const) {
      await start();
      await drag(page, [middle[0] - 50, middle[1] + below], [middle[0] + 50, middle[1] + below]);
      await page.getByRole('dialog').getByRole('textbox').fill(mm);
      await page.keyboard.press('Enter');
      await expect(length).toContainText(`${Number(mm) * 2}.0 mm`);
      await expect(length).toContainText(words('measure.from.calibrated-by-hand'));
    }
    await program.app.close();
  });
}
