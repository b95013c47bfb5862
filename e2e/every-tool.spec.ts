import { expect, test, type Page } from '@playwright/test';
import { askProgram } from './contract.ts';
import { command, drag, type Place } from './hands.ts';
import { openPhantom, writePhantom } from './phantom.ts';
import { freshFolder, startProgram } from './program.ts';
import { wordsIn, type Language } from './words.ts';

/** Drag tools: their word, their key, and what a drag changes in the corner text. */
const DRAGGED = [
  ['viewer.tool.zoom', 'z', 'zoom'],
  ['viewer.tool.scroll', 's', 'slice'],
  ['viewer.tool.window', 'w', 'window'],
] as const;

/** What is done to the picture at once: its word, its key, and whether the same again takes it back. */
const DONE = [
  ['viewer.tool.invert', 'i', true],
  ['viewer.tool.one-to-one', 'o', false],
  ['viewer.tool.rotate', 'r', false],
  ['viewer.tool.flip-horizontal', 'h', true],
  ['viewer.tool.flip-vertical', 'v', true],
  ['viewer.tool.smooth', 'b', true],
] as const;

/** Measuring tools: their word, their key where they have one, and the clicks or the drag that draw the figure. */
const MEASURED: readonly (readonly [kind: string, key: string | null, clicks: number])[] = [
  ['length', 'l', 2],
  ['bidirectional', 'd', 4],
  ['angle', 'g', 3],
  ['cobb', 'Shift+G', 4],
  ['cardiothoracic-ratio', null, 4],
  ['ellipse', 'e', 2],
  ['rectangle', 'Shift+E', 2],
  ['freehand', 'q', 0],
  ['point', 'Shift+P', 1],
  ['arrow', 'Shift+L', 2],
];

/** Everything that tells how the first pane's picture is shown: words, letters at the edges, pixels; not what lies under the pointer. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    // what was asked for is on the screen by then
    for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const stage = document.querySelector('.stage')!;
    const canvas = stage.querySelector('canvas')!;
    const words = [...stage.querySelectorAll('.corner p:not([data-part="probe"]), .letter')]
      .map((part) => part.textContent)
      .join('|');
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [16, 16];
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, 0, 0, 16, 16);
    const pixels = context.getImageData(0, 0, 16, 16).data;
    return `${words} ${pixels.reduce((sum, value) => (sum * 31 + value) % 1_000_003, 7)}`;
  });

for (const language of ['en', 'zh'] as const satisfies readonly Language[]) {
  test(`every tool is found by its name and by its key, and does what it says (${language})`, async () => {
    test.setTimeout(150_000);
    const words = wordsIn(language);
    const folder = writePhantom(freshFolder('phantom'), 1, 12);
    const program = await startProgram();
    const { page } = program;
    await askProgram(program, 'settings.change', { language });
    await page.reload();
    await page.getByRole('navigation').first().waitFor();
    await openPhantom(program, folder);
    const box = (await page.locator('.stage').first().boundingBox())!;
    const at = (x: number, y: number): Place => [box.x + box.width * x, box.y + box.height * y];
    const tools = page.getByRole('toolbar', { name: words('viewer.tools') });
    const button = (word: string) => tools.getByRole('button', { name: words(word), exact: true });
    const part = (name: string) => page.locator(`[data-part="${name}"]`).first();
    const reset = async () => {
      await page.keyboard.press('Home');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect(part('slice')).toHaveText(words('viewer.slice', { index: 3, count: 12 }));
    };

    await reset();
    for (const [word, key, changes] of DRAGGED) {
      for (const choose of [() => button(word).click(), () => page.keyboard.press(key)]) {
        // another tool first, so that choosing this one is seen
        await page.keyboard.press('p');
        await expect(button('viewer.tool.pan')).toHaveAttribute('aria-pressed', 'true');
        await choose();
        await expect(button(word)).toHaveAttribute('aria-pressed', 'true');
        const before = await part(changes).textContent();
        await drag(page, at(0.5, 0.4), at(0.55, 0.6));
        await expect(part(changes)).not.toHaveText(before ?? '');
        await reset();
      }
    }
    for (const choose of [() => button('viewer.tool.pan').click(), () => page.keyboard.press('p')]) {
      await page.keyboard.press('w');
      await choose();
      const before = await shown(page);
      await drag(page, at(0.5, 0.5), at(0.6, 0.6));
      await expect.poll(() => shown(page)).not.toBe(before);
      await reset();
    }

    for (const [word, key, takesBack] of DONE) {
      for (const act of [() => button(word).click(), () => page.keyboard.press(key)]) {
        await reset();
        const before = await shown(page);
        await act();
        await expect.poll(() => shown(page)).not.toBe(before);
        if (!takesBack) continue;
        await act();
        await expect.poll(() => shown(page)).toBe(before);
      }
    }
    // what undoes them: the whole picture, and everything as at the start
    await reset();
    const fitted = await shown(page);
    for (const back of [
      () => button('viewer.tool.fit').click(),
      () => page.keyboard.press('f'),
      () => button('viewer.tool.reset').click(),
      () => page.keyboard.press('Backspace'),
    ]) {
      await page.keyboard.press('+');
      await expect.poll(() => shown(page)).not.toBe(fitted);
      await back();
      await expect.poll(() => shown(page)).toBe(fitted);
    }

    for (const choose of [() => button('viewer.tool.magnify').click(), () => page.keyboard.press('Shift+Z')]) {
      await choose();
      await page.mouse.move(...at(0.5, 0.5));
      await page.mouse.move(...at(0.52, 0.5));
      await expect(page.locator(`canvas[aria-label="${words('viewer.tool.magnify')}"]`)).toHaveCount(1);
      await page.keyboard.press('w');
      await expect(page.locator(`canvas[aria-label="${words('viewer.tool.magnify')}"]`)).toHaveCount(0);
    }

    const corners: Place[] = [at(0.42, 0.42), at(0.58, 0.42), at(0.42, 0.58), at(0.58, 0.58)];
    for (const [kind, key, clicks] of MEASURED) {
      const figures = page.locator(`[data-measurement="${kind}"]`);
      const byName = async () => {
        await button('measure.menu').click();
        await page.getByRole('menuitem', { name: words(`measure.kind.${kind}`), exact: true }).click();
      };
      const title = words('measure.command', { what: words(`measure.kind.${kind}`) });
      const byKey = () => (key === null ? command(page, title) : page.keyboard.press(key));
      for (const choose of [byName, byKey]) {
        await page.keyboard.press('w');
        await choose();
        if (clicks === 0) {
          await page.mouse.move(...corners[0]!);
          await page.mouse.down();
          for (const corner of [corners[1]!, corners[3]!, corners[2]!]) await page.mouse.move(...corner, { steps: 4 });
          await page.mouse.up();
        } else if (clicks === 2) await drag(page, corners[0]!, corners[3]!);
        else for (const corner of corners.slice(0, clicks)) await page.mouse.click(...corner);
        await expect(figures).toHaveCount(1);
        await page.keyboard.press('Control+z');
        await expect(figures).toHaveCount(0);
      }
    }

    // the tip says what a tool does, and which key it has
    await button('viewer.tool.pan').hover();
    await expect(page.getByText(words('viewer.help.pan'))).toBeVisible();
    await program.app.close();
  });
}
