/** Red, green and blue, 0–255. */
export type Colour = readonly [number, number, number];

/** How many label colours the theme has; further labels begin again. */
const COLOURS = 7;

/** The theme's variable with the colour of a label (0-based). */
export function labelColourName(label: number): string {
  return `--label-${(label % COLOURS) + 1}`;
}

/** The colour of a label as the theme has it around an element. */
export function labelColour(element: Element, label: number): Colour {
  return variableColour(element, labelColourName(label));
}

/** The colour of a variable of the theme, such as `--machine`, as it is around an element. */
export function variableColour(element: Element, name: string): Colour {
  const hex = getComputedStyle(element).getPropertyValue(name).trim();
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** Paints a mask (0 background, `i + 1` label `i`) as opaque RGBA, 4 bytes a pixel; the background is left clear. */
export function paintMask(mask: ArrayLike<number>, colours: readonly Colour[]): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(mask.length * 4);
  for (let i = 0; i < mask.length; i++) {
    const colour = colours[(mask[i] as number) - 1];
    if (!colour) continue;
    out.set(colour, i * 4);
    out[i * 4 + 3] = 255;
  }
  return out;
}

/**
 * The border of a label of a mask along the edges of its pixels, as SVG path data in picture coordinates (0 at the outer
 * corner of the first pixel). Runs of edges are one line each; what lies at the picture's border is closed there.
 */
export function maskBorder(mask: ArrayLike<number>, rows: number, columns: number, label: number): string {
  const here = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < rows && column < columns && mask[row * columns + column] === label + 1;
  const parts: string[] = [];
  const lines = (count: number, length: number, isEdge: (line: number, at: number) => boolean, draw: Draw) => {
    for (let line = 0; line <= count; line++) {
      let from = -1;
      for (let at = 0; at <= length; at++) {
        const edge = at < length && isEdge(line, at);
        if (edge && from < 0) from = at;
        if (edge || from < 0) continue;
        parts.push(draw(line, from, at));
        from = -1;
      }
    }
  };
  const across: Draw = (row, from, to) => `M${from} ${row}H${to}`;
  const down: Draw = (column, from, to) => `M${column} ${from}V${to}`;
  lines(rows, columns, (row, column) => here(row - 1, column) !== here(row, column), across);
  lines(columns, rows, (column, row) => here(row, column - 1) !== here(row, column), down);
  return parts.join('');
}

type Draw = (line: number, from: number, to: number) => string;
