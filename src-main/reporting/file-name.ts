/**
 * The name of a report's PDF: `report-2026-11-21-7-1.pdf`. Made of the day of signing (UTC), the case and a count alone:
 * no patient text, and nothing that a file system of Windows or Linux could take for something else.
 *
 * @param signedAt UTC, ISO 8601; what is no date becomes `undated`
 * @param count from 1, so that two reports of a case and day differ
 */
export function reportFileName(signedAt: string, caseId: number, count: number): string {
  const moment = new Date(signedAt);
  const day = Number.isNaN(moment.getTime()) ? undefined : /^\d{4}-\d{2}-\d{2}/.exec(moment.toISOString())?.[0];
  return `report-${day ?? 'undated'}-${wholeNumber(caseId)}-${wholeNumber(count)}.pdf`;
}

function wholeNumber(value: number): string {
  return Number.isSafeInteger(value) && value >= 0 ? String(value) : '0';
}
