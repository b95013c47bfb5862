/** An age as it is said: days for newborns, months below two years, then years. */
export interface Age {
  readonly value: number;
  readonly unit: 'day' | 'month' | 'year';
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

function parts(date: string | null): [number, number, number] | null {
  const match = DATE.exec(date ?? '');
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
}

/**
 * The age on a day, both `YYYY-MM-DD`. Null where either date is unknown or the day lies before the birth: then no age
 * is better than a wrong one.
 */
export function ageOn(birthDate: string | null, day: string | null): Age | null {
  const birth = parts(birthDate);
  const then = parts(day);
  if (!birth || !then) return null;
  const days = (Date.UTC(then[0], then[1] - 1, then[2]) - Date.UTC(birth[0], birth[1] - 1, birth[2])) / DAY_MS;
  if (!(days >= 0)) return null;
  const months = (then[0] - birth[0]) * 12 + then[1] - birth[1] - (then[2] < birth[2] ? 1 : 0);
  if (months < 1) return { value: days, unit: 'day' };
  if (months < 24) return { value: months, unit: 'month' };
  return { value: Math.floor(months / 12), unit: 'year' };
}
