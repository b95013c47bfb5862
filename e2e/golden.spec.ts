import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import views from '../scripts/truth/dcm2pnm-views.fixture.json' with { type: 'json' };
import { chooseNext, freshFolder, startProgram } from './program.ts';

const { rows, columns } = views;

test('the picture on the screen is the one that dcmtk’s dcm2pnm draws, to less than a grey level', async () => {
  const folder = freshFolder('golden');
  const { app, page } = await startProgram();
  await page.locator('.worklist').waitFor();
  for (const [i, { name, file, shown }] of views.cases.entries()) {
    // an overlay is a layer of its own, above the drawing
    if (/overlay/i.test(name)) continue;
    // each a study of its own; the UIDs keep their length
    const bytes = Buffer.from(file, 'base64')
      .toString('latin1')
      .replaceAll('2.25.47', `2.25.${i + 10}`);
    const target = path.join(folder, `${i}.dcm`);
    fs.writeFileSync(target, Buffer.from(bytes, 'latin1'));
    await chooseNext(app, [target]);
    await page.keyboard.press('Control+O');
    const tab = page.getByRole('group', { name: 'Open cases' }).locator('.tab');
    await expect(tab).toHaveCount(1);
    await expect(page.locator('.stage[data-shown] [data-part="zoom"]')).toBeVisible();
    // pixels as squares: the middle of each is its grey
    await page.keyboard.press('b');
    await expect(page.locator('.stage')).toContainText('Interpolation: none');
    const truth = [...Buffer.from(shown, 'base64')];
    const samples = truth.length / (rows * columns);
    const difference = async () => {
      const drawn = await page.locator('.stage .cornerstone-canvas').evaluate(
        (canvas: HTMLCanvasElement, [down, across]) => {
          const copy = document.createElement('canvas');
          [copy.width, copy.height] = [canvas.width, canvas.height];
          const context = copy.getContext('2d')!;
          context.drawImage(canvas, 0, 0);
          // the whole picture, as large as the pane allows, in its middle
          const side = Math.min(canvas.width / across!, canvas.height / down!);
          const [left, top] = [(canvas.width - side * across!) / 2, (canvas.height - side * down!) / 2];
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          return Array.from({ length: down! * across! }, (_, at) => {
            const x = Math.floor(left + ((at % across!) + 0.5) * side);
            const y = Math.floor(top + (Math.floor(at / across!) + 0.5) * side);
            return [...data.slice((y * canvas.width + x) * 4, (y * canvas.width + x) * 4 + 3)];
          });
        },
        [rows, columns],
      );
      const greys = drawn.flatMap((colour) => colour.slice(0, samples));
      return truth.reduce((sum, grey, at) => sum + Math.abs(grey - (greys[at] ?? NaN)), 0) / truth.length;
    };
    await expect.poll(difference, { message: name }).toBeLessThan(1);
    await tab.getByRole('button', { name: /^Close/ }).click();
    await expect(tab).toHaveCount(0);
    await page.keyboard.press('Control+1');
  }
  await app.close();
});
