import type { Page } from '@playwright/test';
import { decode } from 'fast-png';

/** The middle of the picture on the screen, as brightness (0–255) row by row. */
export interface Patch {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** Photographs the middle half of the stage, away from the words and letters at its edges. */
export async function middleOfPicture(page: Page): Promise<Patch> {
  const box = await stageBox(page);
  const clip = {
    x: Math.round(box.x + box.width / 4),
    y: Math.round(box.y + box.height / 4),
    width: Math.round(box.width / 2),
    height: Math.round(box.height / 2),
  };
  const { width, height, channels, data } = decode(await page.screenshot({ clip, animations: 'disabled' }));
  const values = new Uint8Array(width * height);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const at = pixel * channels;
    values[pixel] = Math.round((data[at]! + data[at + 1]! + data[at + 2]!) / 3);
  }
  return { width, height, values };
}

/** How many greys a patch has. */
export function greys({ values }: Patch): number {
  return new Set(values).size;
}

/** Mean difference (0–255) between two patches, the second moved back by a number of pixels; white to `255 −` where inverted. */
export function difference(
  before: Patch,
  after: Patch,
  { moved = [0, 0], inverted = false }: { moved?: readonly [number, number]; inverted?: boolean } = {},
): number {
  const [dx, dy] = moved;
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, -dy); y < Math.min(before.height, before.height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(before.width, before.width - dx); x++) {
      const was = before.values[y * before.width + x]!;
      const is = after.values[(y + dy) * after.width + x + dx]!;
      sum += Math.abs(is - (inverted ? 255 - was : was));
      count += 1;
    }
  }
  return sum / count;
}

/** Drags with the mouse's left button from the middle of the stage. */
export async function drag(page: Page, by: readonly [number, number]): Promise<void> {
  const box = await stageBox(page);
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by[0], y + by[1], { steps: 8 });
  await page.mouse.up();
}

async function stageBox(page: Page) {
  const box = await page.locator('[data-shown]').boundingBox();
  if (!box) throw new Error('there is no picture on the stage');
  return box;
}
