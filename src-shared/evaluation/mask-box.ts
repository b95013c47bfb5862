/**
 * Two masks cut to the box around both, with a margin of one element where the grid has one: their borders, and the
 * distances between them, stay what they are, and most of a volume need not be looked at.
 *
 * @param shape elements along each axis, slowest first
 */
export function aroundMasks(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  shape: readonly number[],
): { readonly first: Uint8Array; readonly second: Uint8Array; readonly shape: readonly number[] } {
  const [slices, rows, columns] = [...new Array<number>(3 - shape.length).fill(1), ...shape] as [
    number,
    number,
    number,
  ];
  const low = [slices, rows, columns];
  const high = [-1, -1, -1];
  for (let slice = 0, i = 0; slice < slices; slice++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        if (first[i] === 0 && second[i] === 0) continue;
        const place = [slice, row, column];
        place.forEach((at, axis) => {
          if (at < (low[axis] as number)) low[axis] = at;
          if (at > (high[axis] as number)) high[axis] = at;
        });
      }
    }
  }
  const all = [slices, rows, columns];
  const from = low.map((at) => Math.max(0, at - 1)) as [number, number, number];
  const to = high.map((at, axis) => Math.min(all[axis] as number, at + 2)) as [number, number, number];
  const sides = to.map((end, axis) => Math.max(0, end - (from[axis] as number))) as [number, number, number];
  const cut = (values: ArrayLike<number>) => {
    const out = new Uint8Array(sides[0] * sides[1] * sides[2]);
    let at = 0;
    for (let slice = from[0]; slice < to[0]; slice++) {
      for (let row = from[1]; row < to[1]; row++) {
        const start = (slice * rows + row) * columns;
        for (let column = from[2]; column < to[2]; column++) out[at++] = Number(values[start + column] !== 0);
      }
    }
    return out;
  };
  return { first: cut(first), second: cut(second), shape: sides.slice(3 - shape.length) };
}
