import { partsOf, type Affine } from '../../../src-shared/imaging/affine.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import type { PixelDescription } from '../../../src-shared/imaging/instance.ts';
import { lengthOf, subtract } from '../../../src-shared/imaging/vectors.ts';
import type { OpenLabelling } from '../../../src-shared/contract/annotation-records.ts';
import type { CaseInstance } from '../../../src-shared/contract/records.ts';

/** How far apart pixels and slices are. */
export interface Spacing {
  /** Between rows and between columns, the smaller of them 1: what a nib is round in. */
  readonly relative: readonly [row: number, column: number];
  /** Between slices in the same unit; 1 where nobody knows it. */
  readonly between: number;
  /** Millimetres of the unit; null: unknown. */
  readonly mm: number | null;
}

/** The spacing of an item, from its first picture and from where its first two slices lie. */
export function spacingOf(
  [first, second]: OpenLabelling['item']['frames'],
  instances: readonly CaseInstance[],
): Spacing {
  const pixels = pixelsAt(first, instances);
  const { rowMm = null, columnMm = null, aspectRatio = null } = pixels?.spacing ?? {};
  if (!rowMm || !columnMm) {
    const down = aspectRatio ?? 1;
    const least = Math.min(down, 1);
    return { relative: [down / least, 1 / least], between: 1, mm: null };
  }
  const least = Math.min(rowMm, columnMm);
  const mm = second ? betweenMm(pixels, pixelsAt(second, instances)) : 0;
  return {
    relative: [rowMm / least, columnMm / least],
    between: mm > 0 ? mm / least : 1,
    mm: least,
  };
}

type Frame = OpenLabelling['item']['frames'][number];

function pixelsAt(at: Frame | undefined, instances: readonly CaseInstance[]): PixelDescription | undefined {
  const pixels = instances.find(({ id }) => id === at?.instanceId)?.description.pixels;
  return pixels && pixelsOfFrame(pixels, at?.frame ?? 0);
}

/** 0: nobody knows. */
function betweenMm(first: PixelDescription | undefined, second: PixelDescription | undefined): number {
  // all frames of a grid lie in even steps
  if (first?.affine) return lengthOf(partsOf(first.affine as Affine).slice);
  const [from, to] = [first?.imagePositionMm, second?.imagePositionMm];
  return from && to ? lengthOf(subtract(to, from)) : 0;
}
