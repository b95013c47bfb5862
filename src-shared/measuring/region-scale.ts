import type { PixelDescription } from '../imaging/instance.ts';

/**
 * Where in an ultrasound picture the scale of its spacing holds (PS3.3 C.8.5.5): within its regions that are a plane in the patient,
 * the last one drawn counting where several overlap. Beside them lie spectra, curves over time, writing.
 *
 * @returns for each pixel, row by row, 1 where the scale holds; null where it holds everywhere: the spacing is none of regions
 */
export function scaledPixels({
  rows,
  columns,
  spacing,
  ultrasoundRegions = [],
}: Pick<PixelDescription, 'rows' | 'columns' | 'spacing' | 'ultrasoundRegions'>): Uint8Array | null {
  if (spacing.provenance !== 'ultrasound-regions') return null;
  const holds = new Uint8Array(rows * columns);
  for (const { left, top, right, bottom, rowMm, columnMm, spatialFormat } of ultrasoundRegions) {
    const own = spatialFormat === '2d' && rowMm !== null && columnMm !== null ? 1 : 0;
    const [from, to] = [Math.max(0, left), Math.min(columns, right + 1)];
    for (let row = Math.max(0, top); row < Math.min(rows, bottom + 1) && from < to; row++) {
      holds.fill(own, row * columns + from, row * columns + to);
    }
  }
  return holds;
}
