import { expect, test, type Page } from '@playwright/test';
import { openPhantom, writePhantom } from './phantom.ts';
import { freshFolder, startProgram, type Program } from './program.ts';

/** Starts the program so that it keeps hold of every WebGL context that its page makes. */
async function startKeepingContexts(): Promise<Program> {
  const program = await startProgram();
  const { page } = program;
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
  return program;
}

/** Takes the graphics away, as a driver's restart does. */
function loseGraphics(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { made } = window as unknown as { made: WebGL2RenderingContext[] };
    for (const context of made) if (!context.isContextLost()) context.getExtension('WEBGL_lose_context')?.loseContext();
  });
}

test('when the graphics are taken away a stack comes back as it was', async () => {
  const folder = freshFolder('phantom');
  writePhantom(folder, 1, 12);
  const program = await startKeepingContexts();
  const { app, page } = program;

  const renderer = page.locator('footer .renderer');
  await expect(renderer).toBeVisible({ timeout: 15_000 });
  const dialog = page.getByRole('dialog', { name: 'How pictures are drawn' });
  await openPhantom(program, folder);
  const slice = page.locator('[data-part="slice"]').first();
  await page.keyboard.press('End');
  await expect(slice).toHaveText('Image 12 of 12');
  await page.keyboard.press('r');
  const corners = () => page.locator('.stage').first().locator('.corner.bottom.left').textContent();
  const opened = await corners();
  await page.keyboard.press('2');
  await expect.poll(corners).not.toBe(opened);
  const windowed = await corners();
  await page.keyboard.press('+');
  await expect.poll(corners).not.toBe(windowed);
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
  await loseGraphics(page);
  await renderer.click();
  await expect(dialog).toContainText(/Lost and recovered\s*1/);
  await page.keyboard.press('Escape');
  await expect(slice).toHaveText('Image 12 of 12');
  await expect.poll(corners).toBe(before);
  await expect.poll(middle).toBe(grey);
  await app.close();
});

test('when the graphics are taken away planes come back through the same point, in the same window', async () => {
  const program = await startKeepingContexts();
  const { app, page } = program;
  await openPhantom(program, writePhantom(freshFolder('phantom'), 1, 12));
  await page.keyboard.press('Shift+M');
  const axial = page.locator('[data-plane="axial"]');
  const line = axial.locator('line').first();
  await expect(line).toHaveCount(1);
  await axial.click({ position: { x: 150, y: 120 } });
  await page.mouse.wheel(0, 200);
  await page.keyboard.press('2');
  const drawn = (plane: string) =>
    page.locator(`[data-plane="${plane}"] .cornerstone-canvas`).evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const context = copy.getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0;
      for (let at = 0; at < data.length; at += 4) sum += data[at]!;
      return sum;
    });
  const seen = async () => ({
    words: await page.locator('[data-plane]').locator('[data-part="slice"], [data-part="window"]').allTextContents(),
    axial: await drawn('axial'),
    coronal: await drawn('coronal'),
  });
  // until the last change is drawn
  let before = await seen();
  await expect
    .poll(async () => {
      const same = JSON.stringify(before) === JSON.stringify(await seen());
      before = await seen();
      return same;
    })
    .toBe(true);
  await loseGraphics(page);
  await page.locator('footer .renderer').click();
  const dialog = page.getByRole('dialog', { name: 'How pictures are drawn' });
  await expect(dialog).toContainText(/Lost and recovered\s*1/);
  await page.keyboard.press('Escape');
  await expect.poll(seen).toEqual(before);
  await app.close();
});

test('where WebGL draws something else than it is told the processor draws, and the screen says so', async () => {
  const folder = writePhantom(freshFolder('phantom'), 1, 4);
  const program = await startProgram();
  const { app, page } = program;
  // a driver that loses every drawing
  await page.addInitScript(() => {
    WebGL2RenderingContext.prototype.drawArrays = () => undefined;
  });
  await page.reload();
  await page.getByRole('navigation').first().waitFor();
  const renderer = page.locator('footer .renderer');
  await expect(renderer).toHaveText('Drawn by the processor', { timeout: 15_000 });
  await openPhantom(program, folder);
  await expect(page.locator('.stage').first()).toContainText('Drawn without a graphics card: slower');
  // C 50 W 400: 100 HU is 62.5 % of the way from black to white, water 37.5 %
  const grey = (across: number) =>
    page
      .locator('.cornerstone-canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement, share) => {
        const { data } = canvas.getContext('2d')!.getImageData(canvas.width * share, canvas.height / 2, 1, 1);
        return data[0];
      }, across);
  await expect.poll(() => grey(0.5).then((drawn) => Math.abs(drawn! - 0.625 * 255))).toBeLessThan(1.5);
  await expect.poll(() => grey(0.1).then((drawn) => Math.abs(drawn! - 0.375 * 255))).toBeLessThan(1.5);
  await renderer.click();
  await expect(page.getByRole('dialog', { name: 'How pictures are drawn' })).toContainText(
    'WebGL draws it wrong: the processor draws instead',
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Shift+M');
  await expect(page.locator('[data-plane="axial"]')).toContainText('Planes cannot be drawn on this machine');
  await app.close();
});
