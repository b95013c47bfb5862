import { decode, encode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { outlinesOf, type Ring } from '../src-shared/drawing/rings.ts';
import { ROOT } from './program.ts';

const BREAST = path.join(ROOT, '..', 'shared', 'data', 'breast');

/** A picture to label, with what a person would see in it. */
export interface BreastPicture {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly finding: 'none' | 'benign' | 'malignant';
  /** The border of the largest lesion, in pixels from the outer corner of the first; null: none. */
  readonly lesion: Ring | null;
}

/** Whether real breast ultrasound with outlines lies beside the repository. */
export const hasRealPictures = (): boolean => fs.existsSync(path.join(BREAST, 'seg', 'masks'));

/** Copies real breast ultrasound into a folder: benign, malignant and a few normal ones. */
export function copyRealPictures(folder: string, count: number): BreastPicture[] {
  fs.mkdirSync(folder, { recursive: true });
  const names = fs.readdirSync(path.join(BREAST, 'seg', 'images')).sort();
  const of = (finding: string) => names.filter((name) => name.startsWith(finding));
  const [benign, malignant, normal] = [of('benign'), of('malignant'), of('normal')];
  return Array.from({ length: count }, (_, i) => {
    const finding = i % 10 === 9 ? 'none' : i % 2 === 0 ? 'benign' : 'malignant';
    const from = (finding === 'none' ? normal : finding === 'benign' ? benign : malignant)[i] as string;
    const name = `case-${String(i + 1).padStart(2, '0')}`;
    fs.copyFileSync(path.join(BREAST, 'seg', 'images', from), path.join(folder, `${name}${path.extname(from)}`));
    const mask = decode(fs.readFileSync(path.join(BREAST, 'seg', 'masks', `${path.parse(from).name}.png`)));
    const [rows, columns] = [mask.height, mask.width];
    const values = Uint8Array.from({ length: rows * columns }, (__, at) =>
      Number((mask.data[at * mask.channels] as number) > 0),
    );
    return { name, rows, columns, finding, lesion: largest(outlinesOf({ rows, columns, values })) };
  });
}

/** Writes dark ellipses in speckle into a folder; the last one is empty. */
export function drawPictures(folder: string, count: number): BreastPicture[] {
  fs.mkdirSync(folder, { recursive: true });
  const [rows, columns] = [192, 256];
  return Array.from({ length: count }, (_, i) => {
    const finding = i === count - 1 ? 'none' : i % 2 === 0 ? 'benign' : 'malignant';
    let seed = i + 1;
    const inside = (at: number) =>
      finding !== 'none' &&
      Math.hypot(((at % columns) + 0.5 - 128) / 46, (Math.floor(at / columns) + 0.5 - 88 - 4 * i) / 30) < 1;
    const data = Uint8Array.from({ length: rows * columns }, (__, at) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return (inside(at) ? 25 : 120) + (seed % 60);
    });
    const name = `case-${String(i + 1).padStart(2, '0')}`;
    fs.writeFileSync(
      path.join(folder, `${name}.png`),
      encode({ width: columns, height: rows, data, channels: 1, depth: 8 }),
    );
    const values = Uint8Array.from(data, (__, at) => Number(inside(at)));
    return { name, rows, columns, finding, lesion: largest(outlinesOf({ rows, columns, values })) };
  });
}

function largest(parts: ReturnType<typeof outlinesOf>): Ring | null {
  return parts.map(({ outer }) => outer).sort((a, b) => areaOf(b) - areaOf(a))[0] ?? null;
}

/** Of a closed line. */
export function areaOf(ring: Ring): number {
  return Math.abs(
    ring.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length]!;
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );
}
