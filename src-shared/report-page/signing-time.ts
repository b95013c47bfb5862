/** One moment as a report prints it, ISO 8601 in order: readable in every country, never ambiguous. */
export interface SigningTime {
  /** `2026-11-21 09:46:31 (UTC+02:00)` */
  readonly local: string;
  /** `2026-11-21 07:46:31 UTC` */
  readonly utc: string;
}

/**
 * @param at UTC, ISO 8601
 * @param offsetMinutes minutes that local time is ahead of UTC; this machine's at that moment unless given
 */
export function signingTime(at: string, offsetMinutes = -new Date(at).getTimezoneOffset()): SigningTime {
  const moment = new Date(at).getTime();
  const sign = offsetMinutes < 0 ? '−' : '+';
  const hours = twoDigits(Math.floor(Math.abs(offsetMinutes) / 60));
  const minutes = twoDigits(Math.abs(offsetMinutes) % 60);
  return {
    local: `${plain(moment + offsetMinutes * 60_000)} (UTC${sign}${hours}:${minutes})`,
    utc: `${plain(moment)} UTC`,
  };
}

function plain(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
