/** One thing that was measured several times. */
export interface Figures {
  readonly minMs: number;
  readonly medianMs: number;
  readonly runs: number;
}

/** One line of the table: ours, and a rival measured in turn with it. */
export interface Line {
  readonly name: string;
  readonly ours: Figures;
  readonly rival: { readonly name: string; readonly figures: Figures } | null;
  /** Ours over the rival's. On a machine that does other things too, minima say more than medians. */
  readonly ratio: { readonly ofMinima: number; readonly ofMedians: number } | null;
  /** The largest ratio that is wanted; null: a figure without a wish. */
  readonly wanted: number | null;
  readonly note: string | null;
}

/** What one part of the benchmark says. */
export interface PartOutcome {
  readonly lines: readonly Line[];
  /** Lines of text that say what was compared with what. */
  readonly notes: readonly string[];
}

/** Minimum and median of durations in milliseconds; at least one is needed. */
export function figuresOf(milliseconds: readonly number[]): Figures {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const medianMs = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { minMs: sorted[0]!, medianMs, runs: sorted.length };
}

/** A line of the table. `ours` and `rival.milliseconds`: durations of runs that took turns. */
export function lineOf(
  name: string,
  ours: readonly number[],
  options: { rival?: { name: string; milliseconds: readonly number[] }; wanted?: number; note?: string } = {},
): Line {
  const figures = figuresOf(ours);
  const rival = options.rival?.milliseconds.length
    ? { name: options.rival.name, figures: figuresOf(options.rival.milliseconds) }
    : null;
  return {
    name,
    ours: figures,
    rival,
    ratio: rival
      ? {
          ofMinima: figures.minMs / rival.figures.minMs,
          ofMedians: figures.medianMs / rival.figures.medianMs,
        }
      : null,
    wanted: rival ? (options.wanted ?? null) : null,
    note: options.note ?? null,
  };
}

/** The lines as a table for a terminal: milliseconds as `minimum / median`. */
export function tableOf(lines: readonly Line[]): string {
  const head = ['', 'ours (min / median ms)', 'rival', 'rival (min / median ms)', 'ratio (min / median)', 'wanted', ''];
  const rows = lines.map(({ name, ours, rival, ratio, wanted, note }) => [
    name,
    words(ours),
    rival?.name ?? '',
    rival ? words(rival.figures) : '',
    ratio ? `${ratio.ofMinima.toFixed(2)} / ${ratio.ofMedians.toFixed(2)}` : '',
    wanted === null ? '' : `≤ ${Number(wanted.toFixed(2))}`,
    note ?? '',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const numeric = new Set([1, 3, 4]);
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [print(head), print(widths.map((width) => '─'.repeat(width))), ...rows.map(print)].join('\n');
}

function words({ minMs, medianMs }: Figures): string {
  return `${milliseconds(minMs)} / ${milliseconds(medianMs)}`;
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
