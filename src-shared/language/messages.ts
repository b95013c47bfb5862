import { IntlMessageFormat } from 'intl-messageformat';
import type { Coded } from '../contract/coded.ts';
import type { Language } from '../findings/report.ts';
import { visibleText } from '../imaging/file-text.ts';

export type MessageValues = Record<string, string | number>;

const files = import.meta.glob<Record<string, string>>('../../resources/locales/*/*.json', {
  eager: true,
  import: 'default',
});

/** Language → key → ICU message, merged from `resources/locales/<language>/*.json`. */
export const CATALOGUES: Record<Language, Record<string, string>> = { en: {}, zh: {} };
for (const [file, messages] of Object.entries(files)) {
  const language = /locales\/(en|zh)\//.exec(file)?.[1] as Language;
  Object.assign(CATALOGUES[language], messages);
}

const compiled = new Map<string, IntlMessageFormat>();
/** What ICU gives a meaning to. */
const SPECIAL = /[{}']/;
const LOCALE: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

/**
 * The message `key` in a language, its ICU placeholders filled. A key that is in no catalogue comes back as itself in
 * brackets: visible, and found by the catalogue test.
 */
export function translate(language: Language, key: string, values: MessageValues = {}): string {
  const message = CATALOGUES[language][key] ?? CATALOGUES.en[key];
  if (message === undefined) return `[${key}]`;
  // most are plain words, and a start has a hundred of them
  if (!SPECIAL.test(message)) return message;
  const cacheKey = `${language}\0${key}`;
  let format = compiled.get(cacheKey);
  if (!format) {
    format = new IntlMessageFormat(message, LOCALE[language], undefined, { ignoreTag: true });
    compiled.set(cacheKey, format);
  }
  return String(format.format(values));
}

/** A failure or warning in words. */
export interface SaidCoded {
  readonly sentence: string;
  /** The numbers and file names that came with it; empty where the code has none, or these are not what it tells. */
  readonly particulars: string;
  readonly nextStep: string;
}

/** A coded failure or warning as a sentence, its particulars and a next step. */
export function sayCoded(language: Language, { code, details: raw }: Coded): SaidCoded {
  const details = inWords(language, code, visible(raw));
  return {
    sentence: translate(language, `errors.${code}`, details),
    particulars: particularsOf(language, { code, details }),
    nextStep: translate(language, `errors.${code}.next`, details),
  };
}

/** Their details name a field and what is wrong with it. */
const OF_MANIFESTS: ReadonlySet<Coded['code']> = new Set(['manifest-invalid', 'manifest-outdated']);

/** What is wrong with a field of a model's description, or was not kept, is a code too, with words in both languages. */
function inWords(language: Language, code: Coded['code'], details: Coded['details']): Coded['details'] {
  const unkept = `unkept.${String(details['unkept'])}`;
  if (unkept in CATALOGUES[language]) return { ...details, unkept: translate(language, unkept) };
  const key = `manifest.${String(details['problem'])}`;
  if (!OF_MANIFESTS.has(code) || !(key in CATALOGUES[language])) return details;
  try {
    return { ...details, problem: translate(language, key, details) };
  } catch {
    return details; // numbers and names that its words hold did not come with it
  }
}

/** Words out of files, in which signs that steer a terminal or turn a line round are seen instead of obeyed. */
function visible(details: Coded['details']): Coded['details'] {
  const shown = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? visibleText(value).text : value,
  ]);
  return Object.fromEntries(shown) as Coded['details'];
}

/** One code may come with different details: `.details`, else the first of `.details-1`, `.details-2` … that they fill. */
function particularsOf(language: Language, { code, details }: Coded): string {
  const key = `errors.${code}.details`;
  for (let n = 0; ; n++) {
    const variant = n === 0 ? key : `${key}-${n}`;
    if (!(variant in CATALOGUES[language])) return '';
    try {
      return translate(language, variant, details);
    } catch {
      continue;
    }
  }
}

/** The BCP 47 tag of a language, for dates and numbers. */
export function localeOf(language: Language): string {
  return LOCALE[language];
}
