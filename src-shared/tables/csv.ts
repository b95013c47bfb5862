/** A cell of a table; null and NaN are empty. */
export type Cell = string | number | null;

/**
 * A table as CSV (RFC 4180). Numbers have six digits; a cell of words that begins like a formula gets an apostrophe, so that
 * no spreadsheet works it out (CWE-1236).
 */
export function csvTable(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number')
    return Number.isInteger(cell) || !Number.isFinite(cell) ? String(cell) : cell.toFixed(6);
  const safe = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
