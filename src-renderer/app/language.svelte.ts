import type { Coded } from '../../src-shared/contract/coded.ts';
import type { BothLanguages } from '../../src-shared/findings/manifest.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import {
  localeOf,
  sayCoded,
  translate,
  type MessageValues,
  type SaidCoded,
} from '../../src-shared/language/messages.ts';

let current = $state<Language>('en');

/** The language on the screen. Everything that was written with {@link t} follows at once. */
export const language = {
  get now(): Language {
    return current;
  },
  set now(value: Language) {
    current = value;
    document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en';
  },
};

/** The message of a key in the language on the screen. */
export function t(key: string, values?: MessageValues): string {
  return translate(current, key, values);
}

/** A coded failure or warning in the language on the screen. */
export function say(coded: Coded): SaidCoded {
  return sayCoded(current, coded);
}

/** The text of a manifest in the language on the screen. */
export function pick(text: BothLanguages): string {
  return text[current];
}

/** A UTC time as local date and time. */
export function dateTime(utc: string): string {
  const format = new Intl.DateTimeFormat(localeOf(current), { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(Date.parse(utc));
}

/** A fraction as a whole percentage; below 1 % and above 99 % it says so instead of 0 or 100. */
export function percent(fraction: number): string {
  if (fraction < 0.01) return '< 1 %';
  if (fraction > 0.99) return '> 99 %';
  return `${Math.round(fraction * 100)} %`;
}
