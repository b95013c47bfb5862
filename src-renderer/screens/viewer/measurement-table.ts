/**
 * Rows of words as a spreadsheet takes them from the clipboard: cells parted by tabs, rows by lines. A cell that begins like
 * a formula gets an apostrophe, so that no spreadsheet works it out (CWE-1236).
 */
export function measurementTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(cell).join('\t')).join('\n');
}

function cell(words: string): string {
  const flat = words.replaceAll(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}
