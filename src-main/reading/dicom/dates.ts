/** A DICOM date (`20261121`, of old `2026.11.21`) as `2026-11-21`; null for what is no calendar date. */
export function isoDate(value: string | null): string | null {
  const match = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/.exec(value ?? '');
  if (!match) return null;
  const [, year, month, day] = match;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) ? `${year}-${month}-${day}` : null;
}

/** A DICOM time (`134501.25`, of old `13:45:01`) as `13:45:01`; missing minutes and seconds are 0; null for no time. */
export function isoTime(value: string | null): string | null {
  const match = /^([01]\d|2[0-3]):?([0-5]\d)?:?([0-5]\d)?(\.\d*)?$/.exec(value ?? '');
  return match ? `${match[1]}:${match[2] ?? '00'}:${match[3] ?? '00'}` : null;
}

/** Date and time of one file in seconds, to be compared with each other; null where one of both is none. */
export function secondsOf(date: string | null, time: string | null): number | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date ?? '');
  const seconds = timeSeconds(time);
  if (!match || seconds === null) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return Date.UTC(year, month - 1, day) / 1000 + seconds;
}

/** `hhmmss.ffffff`, a time zone behind it left out: both times of one file have the same. */
export function timeSeconds(time: string | null): number | null {
  const match = /^(\d{2}):?(\d{2})?:?(\d{2}(?:\.\d+)?)?/.exec(time ?? '');
  return match ? Number(match[1]) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0) : null;
}

/** The time zone at the end of a date and time, or alone (0008,0201), in seconds east of UTC; null: none stated. */
export function zoneSeconds(value: string | null): number | null {
  const match = /([+-])(\d{2})(\d{2})$/.exec(value ?? '');
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60) : null;
}

const YEARS_PER: Record<string, number> = { Y: 1, M: 1 / 12, W: 7 / 365.25, D: 1 / 365.25 };

/**
 * A patient's age in years: as stated (`009M`), else the full years from birth to study, both `YYYY-MM-DD`.
 * @returns null when unknown or outside 0–150
 */
export function ageInYears(stated: string | null, birthDate: string | null, studyDate: string | null): number | null {
  const match = /^(\d{1,3})([DWMY])$/.exec(stated ?? '');
  const years = match
    ? Number(match[1]) * (YEARS_PER[match[2] as string] as number)
    : birthDate && studyDate
      ? fullYears(birthDate, studyDate)
      : null;
  return years !== null && years >= 0 && years <= 150 ? years : null;
}

function fullYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return to.slice(5) < from.slice(5) ? years - 1 : years;
}
