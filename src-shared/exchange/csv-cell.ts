/** A text as a cell of a CSV file (RFC 4180); one that begins like a formula gets an apostrophe (CWE-1236). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
