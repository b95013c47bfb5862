import type { Figure } from '../../../src-shared/drawing/figure.ts';

/** A mask as a figure to paint: row by row the runs that are inside. */
export function figureOf(values: ArrayLike<number>): Figure {
  return ({ rows, columns }, span) => {
    for (let row = 0; row < rows; row++) {
      let from = -1;
      for (let column = 0; column <= columns; column++) {
        const inside = column < columns && values[row * columns + column] !== 0;
        if (inside === from >= 0) continue;
        if (!inside) span(row, from, column);
        from = inside ? column : -1;
      }
    }
  };
}
