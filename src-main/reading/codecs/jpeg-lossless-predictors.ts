/** Differences of one component within a row of interleaved ones. */
export interface RowDifferences {
  readonly differences: Int32Array;
  readonly from: number;
  readonly step: number;
}

/**
 * Undoes the prediction of one row (ITU-T T.81 H.1.2.1), modulo 2^16: `above` is the row before, `line` the result. The
 * first sample of a row is predicted from the one above it; a scan's first row from the left throughout.
 *
 * @param predictor 1 … 7 of table H.1; `first`: the scan's or restart interval's first row
 * @param first prediction of its first sample
 */
export function predictRow(
  predictor: number | 'first',
  { differences, from, step }: RowDifferences,
  above: Int32Array,
  line: Int32Array,
  first: number,
): void {
  const n = line.length;
  let left = ((predictor === 'first' ? first : above[0]!) + differences[from]!) & 0xffff;
  line[0] = left;
  switch (predictor) {
    case 'first':
    case 1:
      for (let x = 1, at = from + step; x < n; x++, at += step) line[x] = left = (left + differences[at]!) & 0xffff;
      return;
    case 2:
      for (let x = 1, at = from + step; x < n; x++, at += step) line[x] = (above[x]! + differences[at]!) & 0xffff;
      return;
    case 3:
      for (let x = 1, at = from + step; x < n; x++, at += step) line[x] = (above[x - 1]! + differences[at]!) & 0xffff;
      return;
    case 4:
      for (let x = 1, at = from + step; x < n; x++, at += step) {
        line[x] = left = (left + above[x]! - above[x - 1]! + differences[at]!) & 0xffff;
      }
      return;
    case 5:
      for (let x = 1, at = from + step; x < n; x++, at += step) {
        line[x] = left = (left + ((above[x]! - above[x - 1]!) >> 1) + differences[at]!) & 0xffff;
      }
      return;
    case 6:
      for (let x = 1, at = from + step; x < n; x++, at += step) {
        line[x] = left = (above[x]! + ((left - above[x - 1]!) >> 1) + differences[at]!) & 0xffff;
      }
      return;
    default:
      for (let x = 1, at = from + step; x < n; x++, at += step) {
        line[x] = left = (((left + above[x]!) >> 1) + differences[at]!) & 0xffff;
      }
  }
}
