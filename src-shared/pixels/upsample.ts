/**
 * Enlarges a coarse map that covers a picture edge to edge: bilinear, half-pixel centres, edge values held beyond the
 * outermost centres (`interpolate(mode='bilinear', align_corners=False)`).
 *
 * @param values rows × columns, row by row
 * @returns outRows × outColumns, row by row, in the map's own units
 */
export function upsampleBilinear(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  outRows: number,
  outColumns: number,
): Float32Array {
  const out = new Float32Array(outRows * outColumns);
  const across = neighbours(columns, outColumns);
  const down = neighbours(rows, outRows);
  for (let y = 0; y < outRows; y++) {
    const top = (down.low[y] as number) * columns;
    const bottom = (down.high[y] as number) * columns;
    const dy = down.fraction[y] as number;
    for (let x = 0; x < outColumns; x++) {
      const left = across.low[x] as number;
      const right = across.high[x] as number;
      const dx = across.fraction[x] as number;
      const upper = (values[top + left] as number) * (1 - dx) + (values[top + right] as number) * dx;
      const lower = (values[bottom + left] as number) * (1 - dx) + (values[bottom + right] as number) * dx;
      out[y * outColumns + x] = upper * (1 - dy) + lower * dy;
    }
  }
  return out;
}

function neighbours(size: number, outSize: number): { low: Int32Array; high: Int32Array; fraction: Float64Array } {
  const low = new Int32Array(outSize);
  const high = new Int32Array(outSize);
  const fraction = new Float64Array(outSize);
  for (let i = 0; i < outSize; i++) {
    const at = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / outSize - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(size - 1, Math.floor(at) + 1);
    fraction[i] = at - Math.floor(at);
  }
  return { low, high, fraction };
}
