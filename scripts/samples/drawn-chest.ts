import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gaussian, seeded } from './noise.ts';

const FILE = path.join(import.meta.dirname, 'chest-film', 'averaged-chest.pgm');

/**
 * A chest film that nobody ever had: an average of many, varied at random (`models/recipes/averaged_film.py`), enlarged and
 * given quantum noise with a fixed seed. 12-bit values, high is white (MONOCHROME2), row by row.
 */
export function drawChest(rows: number, columns: number): Uint16Array {
  const { data, width, height } = greyMap(readFileSync(FILE));
  const grey = (x: number, y: number) => data[y * width + x] as number;
  const random = seeded(20_261_121);
  const film = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, below, down] = between(((row + 0.5) / rows) * height - 0.5, height);
    for (let column = 0; column < columns; column++) {
      const [left, right, over] = between(((column + 0.5) / columns) * width - 0.5, width);
      const upper = grey(left, top) * (1 - over) + grey(right, top) * over;
      const lower = grey(left, below) * (1 - over) + grey(right, below) * over;
      const mean = ((upper * (1 - down) + lower * down) / 255) * 3600 + 120;
      // Poisson noise is Gaussian at these counts
      const noisy = mean + gaussian(random) * Math.sqrt(mean) * 1.1;
      film[row * columns + column] = Math.max(0, Math.min(4095, Math.round(noisy)));
    }
  }
  return film;
}

/** A binary portable grey map: `P5`, width, height and 255, then a byte a pixel. */
function greyMap(file: Buffer): { data: Uint8Array; width: number; height: number } {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 40));
  if (!head) throw new Error('no grey map');
  return { data: file.subarray(head[0].length), width: Number(head[1]), height: Number(head[2]) };
}

/** The two pixels around a place and how far it lies from the first towards the second. */
function between(place: number, size: number): [number, number, number] {
  const within = Math.max(0, Math.min(size - 1, place));
  const first = Math.floor(within);
  return [first, Math.min(size - 1, first + 1), within - first];
}
