/**
 * The number that a signed report carries on every page: its case and the moment of signing (UTC), so that paper, file
 * and log name the same thing and an addendum can name what it adds to. `7-20261121-074631`.
 *
 * @param at UTC, ISO 8601
 */
export function reportNumber(caseId: number, at: string): string {
  const digits = new Date(at).toISOString().replace(/\D/g, '');
  return `${caseId}-${digits.slice(0, 8)}-${digits.slice(8, 14)}`;
}
