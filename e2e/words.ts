import { IntlMessageFormat } from 'intl-messageformat';
import fs from 'node:fs';
import path from 'node:path';

export type Language = 'en' | 'zh';

/** The words on the screen by their key, with their placeholders filled. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

const LOCALES = path.join(import.meta.dirname, '..', 'resources', 'locales');
const TAGS: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

/** The program's own catalogues of a language, so that a test says what it expects once for both. */
export function wordsIn(language: Language): Words {
  const folder = path.join(LOCALES, language);
  const messages = new Map<string, string>();
  for (const file of fs.readdirSync(folder)) {
    const catalogue = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Record<string, string>;
    for (const [key, message] of Object.entries(catalogue)) messages.set(key, message);
  }
  return (key, values) => {
    const message = messages.get(key);
    if (message === undefined) throw new Error(`no catalogue has ${key} in ${language}`);
    return String(new IntlMessageFormat(message, TAGS[language], undefined, { ignoreTag: true }).format(values));
  };
}

/** A fraction as the program shows it. */
export function percentWord(fraction: number): string {
  if (fraction < 0.01) return '< 1 %';
  return fraction > 0.99 ? '> 99 %' : `${Math.round(fraction * 100)} %`;
}
