import { expect, type Page } from '@playwright/test';
import { encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { chooseNext, ROOT, type Program } from './program.ts';
import type { Words } from './words.ts';

const BREAST = path.join(ROOT, '..', 'shared', 'data', 'breast', 'images');

/**
 * Writes pictures to label into a folder: real breast ultrasound where it lies beside the repository, else a dark ellipse in
 * speckle. Their names say their order.
 */
export function writePictures(folder: string, count: number): void {
  fs.mkdirSync(folder, { recursive: true });
  const real = fs.existsSync(BREAST) ? fs.readdirSync(BREAST).filter((name) => /^(benign|malignant)/.test(name)) : [];
  for (let i = 0; i < count; i++) {
    const name = `case-${String(i + 1).padStart(2, '0')}`;
    const from = real[Math.floor((i * real.length) / count)];
    if (from) fs.copyFileSync(path.join(BREAST, from), path.join(folder, `${name}${path.extname(from)}`));
    else fs.writeFileSync(path.join(folder, `${name}.png`), drawn(i));
  }
}

function drawn(number: number): Uint8Array {
  const side = 256;
  let seed = number + 1;
  const data = Uint8Array.from({ length: side * side }, (_, at) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const [x, y] = [at % side, Math.floor(at / side)];
    const inside = Math.hypot((x - 128) / 60, (y - 118 - number) / 36) < 1;
    return (inside ? 30 : 120) + (seed % 60);
  });
  return encode({ width: side, height: side, data, channels: 1, depth: 8 });
}

/** Imports a folder, makes a dataset of all that came of it, and opens its first item. */
export async function beginDataset(program: Program, folder: string, words: Words, items: number): Promise<void> {
  const { app, page } = program;
  await chooseNext(app, [folder]);
  await page.keyboard.press('Control+Shift+O');
  await expect(page.getByRole('row')).toHaveCount(items + 1, { timeout: 60_000 });
  await page.keyboard.press('Control+6');
  await page.getByRole('button', { name: words('annotate.new-dataset') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: words('annotate.dataset-name') }).fill('Breast');
  await dialog.getByRole('combobox', { name: words('annotate.dataset-schema') }).selectOption('breast-lesion');
  await expect(dialog.getByText(words('annotate.cases-found', { count: items }))).toBeVisible();
  await dialog.getByRole('button', { name: words('annotate.create') }).click();
  await expect(page.getByRole('grid', { name: words('annotate.items') }).getByRole('row')).toHaveCount(items);
  await page.keyboard.press('Control+Enter');
  await pictureShown(page);
}

/** Waits until the item's picture is on the screen. */
export async function pictureShown(page: Page): Promise<void> {
  await expect(page.locator('[data-item] [data-shown] [data-part="zoom"]').first()).toBeVisible();
}

/** Waits until everything that was drawn is in the journal. */
export async function kept(page: Page): Promise<void> {
  await expect(page.locator('[data-kept]')).toHaveAttribute('data-kept', 'yes');
}

/** How many pixels of the screen labels cover. */
export async function labelled(page: Page): Promise<number> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return page.locator('canvas[data-labels]').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]! > 0) count++;
    return count;
  });
}

/** A place on the picture: shares of its pane, 0.5 in the middle. */
export async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = (await page.locator('[data-item] .canvas .stage').last().boundingBox())!;
  const side = Math.min(box.width, box.height);
  return [box.x + box.width / 2 + (x - 0.5) * side, box.y + box.height / 2 + (y - 0.5) * side];
}

/** Drags with a button held, in small steps as a hand does. */
export async function drawAlong(
  page: Page,
  places: readonly (readonly [number, number])[],
  button: 'left' | 'right' = 'left',
): Promise<void> {
  const points = await Promise.all(places.map(([x, y]) => at(page, x, y)));
  await page.mouse.move(...points[0]!);
  await page.mouse.down({ button });
  for (const point of points.slice(1)) await page.mouse.move(...point, { steps: 6 });
  await page.mouse.up({ button });
}
