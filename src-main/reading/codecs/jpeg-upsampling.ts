/** Samples of one component, row by row. */
export interface SamplePlane {
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint16Array;
}

/** Narrower components are repeated instead (jdsample.c). */
const NARROWEST = 3;

/**
 * Spreads a component that has half the samples of others over all of them, with the arithmetic of the Independent JPEG
 * Group's library (jdsample.c, "fancy" upsampling): each sample is three quarters its nearest and one quarter the next one
 * of those that there are; down alone, samples are repeated. The result may be one row or column larger than the picture.
 *
 * @param by 1 or 2 each
 */
export function upsampled(plane: SamplePlane, by: { readonly across: number; readonly down: number }): SamplePlane {
  if (by.across === 1 && by.down === 1) return plane;
  const smooth = by.across === 2 && plane.columns >= NARROWEST;
  if (!smooth) return repeated(plane, by);
  return by.down === 2 ? spreadBoth(plane) : spreadAcross(plane);
}

function repeated({ rows, columns, values }: SamplePlane, by: { across: number; down: number }): SamplePlane {
  const out = { rows: rows * by.down, columns: columns * by.across };
  const spread = new Uint16Array(out.rows * out.columns);
  for (let i = 0; i < spread.length; i++) {
    const [y, x] = [Math.floor(i / out.columns / by.down), Math.floor((i % out.columns) / by.across)];
    spread[i] = values[y * columns + x] as number;
  }
  return { ...out, values: spread };
}

function spreadAcross({ rows, columns, values }: SamplePlane): SamplePlane {
  const spread = new Uint16Array(rows * columns * 2);
  for (let y = 0; y < rows; y++) {
    const row = values.subarray(y * columns, (y + 1) * columns);
    const to = y * columns * 2;
    for (let x = 0; x < columns; x++) {
      const own = row[x] as number;
      spread[to + 2 * x] = x === 0 ? own : (3 * own + row[x - 1]! + 1) >> 2;
      spread[to + 2 * x + 1] = x === columns - 1 ? own : (3 * own + row[x + 1]! + 2) >> 2;
    }
  }
  return { rows, columns: columns * 2, values: spread };
}

function spreadBoth({ rows, columns, values }: SamplePlane): SamplePlane {
  const spread = new Uint16Array(rows * columns * 4);
  const sums = new Int32Array(columns);
  for (let y = 0; y < rows * 2; y++) {
    const near = y >> 1;
    const next = Math.min(rows - 1, Math.max(0, near + (y % 2 === 0 ? -1 : 1)));
    for (let x = 0; x < columns; x++) sums[x] = 3 * values[near * columns + x]! + values[next * columns + x]!;
    const to = y * columns * 2;
    for (let x = 0; x < columns; x++) {
      const own = sums[x]!;
      spread[to + 2 * x] = x === 0 ? (4 * own + 8) >> 4 : (3 * own + sums[x - 1]! + 8) >> 4;
      spread[to + 2 * x + 1] = x === columns - 1 ? (4 * own + 7) >> 4 : (3 * own + sums[x + 1]! + 7) >> 4;
    }
  }
  return { rows: rows * 2, columns: columns * 2, values: spread };
}
