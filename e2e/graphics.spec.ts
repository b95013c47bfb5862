import { expect, test } from '@playwright/test';
import { openPhantom, writePhantom } from './phantom.ts';
import { freshFolder, startProgram } from './program.ts';

test('when the graphics are taken away a stack comes back as it was', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 12);
  const program = await startProgram();
  const { app, page } = program;
  // keeps hold of every WebGL context that the page makes from now on
  await page.addInitScript(() => {
    const made: WebGL2RenderingContext[] = [];
    Object.assign(window, { made });
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...words: unknown[]) {
      const context = (original as (...of: unknown[]) => unknown).apply(this, words);
      if (words[0] === 'webgl2' && context) made.push(context as WebGL2RenderingContext);
      return context;
    } as typeof original;
  });
  await page.reload();
  await page.getByRole('navigation').first().waitFor();

  const renderer = page.locator('footer .renderer');
  await expect(renderer).toBeVisible({ timeout: 15_000 });
  const dialog = page.getByRole('dialog', { name: 'How pictures are drawn' });
  await openPhantom(program, folder);
  const slice = page.locator('[data-part="slice"]').first();
  await page.keyboard.press('End');
  await expect(slice).toHaveText('Image 12 of 12');
  await page.keyboard.press('r');
  await page.keyboard.press('2');
  await page.keyboard.press('+');
  const corners = () => page.locator('.stage').first().locator('.corner.bottom.left').textContent();
  const before = await corners();
  const middle = () =>
    page
      .locator('.cornerstone-canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const copy = document.createElement('canvas');
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const context = copy.getContext('2d')!;
        context.drawImage(canvas, 0, 0);
        return context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[0];
      });
  const grey = await middle();
  const lose = () =>
    page.evaluate(() => {
      const { made } = window as unknown as { made: WebGL2RenderingContext[] };
      for (const context of made)
        if (!context.isContextLost()) context.getExtension('WEBGL_lose_context')?.loseContext();
    });
  await lose();
  await renderer.click();
  await expect(dialog).toContainText(/Lost and recovered\s*1/);
  await page.keyboard.press('Escape');
  await expect(slice).toHaveText('Image 12 of 12');
  await expect.poll(corners).toBe(before);
  await expect.poll(middle).toBe(grey);
  await app.close();
});
