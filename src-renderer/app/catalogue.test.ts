import { IntlMessageFormat } from 'intl-messageformat';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../src-shared/contract/coded.ts';
import { CALLS, EVENTS } from '../../src-shared/contract/table.ts';
import { UNKEPT } from '../../src-shared/contract/unkept.ts';
import { MANIFEST_PROBLEMS } from '../../src-shared/findings/manifest-problem.ts';
import { CATALOGUES } from '../../src-shared/language/messages.ts';

const root = path.join(import.meta.dirname, '../..');
const areas = readdirSync(path.join(root, 'resources/locales/en')).map((file) => file.replace(/\.json$/, ''));

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** Kinds of elements of a message without a placeholder's name: plain text, and the number sign of a plural. */
const TEXT = 0;
const NUMBER_SIGN = 7;

/** The elements of an ICU message. Throws where it can't be read. */
function parse(message: string): Element[] {
  return new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
}

/** Marks, units and names that are written the same in both languages. */
const SAME_WORDS = new Set([
  'mm',
  'mm²',
  'cm²',
  'cm³',
  'mm³',
  'px',
  'px²',
  '°',
  '%',
  '×',
  'SUVbw',
  'AI',
  'AUC',
  'EN',
  'ID',
  'SHA-256',
  'mm',
  'cm',
  'English',
  '中文',
  '简体中文',
]);

/** Whether a message holds nothing but placeholders, signs and words that are the same in both languages. */
function sameInBoth(message: string): boolean {
  const words = parse(message).flatMap((part) => (part.type === TEXT ? part.value.split(/[\s·:]+/) : []));
  return words.every((word) => word === '' || SAME_WORDS.has(word));
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) return sources(inside);
    return /\.(ts|svelte)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [inside] : [];
  });
}

/** Names of placeholders, those within plurals and selections included. */
function placeholders(elements: Element[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TEXT || element.type === NUMBER_SIGN) return [];
    const inside =
      'options' in element ? Object.values(element.options).flatMap(({ value }) => placeholders(value)) : [];
    return 'value' in element ? [element.value, ...inside] : inside;
  });
}

/** Particulars of a code that comes with several kinds of details; none has more. */
const VARIANTS = Array.from({ length: 9 }, (_, n) => `.details-${n + 1}`);

const placeholdersOf = (message: string) => [...new Set(placeholders(parse(message)))].sort();

const contractNames = new Set<string>([...Object.keys(CALLS), ...Object.keys(EVENTS)]);
const literal = new RegExp(`(?<!\\bid: )(['"\`])((?:${areas.join('|')})\\.[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)\\1`, 'g');
/** In the main process other names look like keys (calls between processes): there only `translate` counts as naming one. */
const translated = /\btranslate\([^,]+,\s*'([^']+)'/g;
const used = new Map<string, string>();
for (const file of ['src-renderer', 'src-main', 'src-shared'].flatMap(sources)) {
  for (const [, , key] of readFileSync(path.join(root, file), 'utf8').matchAll(literal)) {
    if (!contractNames.has(key!) && !/\.(ts|svelte|css|json|js|html)$/.test(key!)) used.set(key!, file);
  }
}

const named = [...used].filter(([, file]) => !file.startsWith('src-main'));
for (const file of sources('src-main')) {
  for (const [, key] of readFileSync(path.join(root, file), 'utf8').matchAll(translated)) named.push([key!, file]);
}

describe('the catalogues', () => {
  it('hold every code as a sentence and a next step in both languages', () => {
    for (const messages of Object.values(CATALOGUES)) {
      const missing = CODES.flatMap((code) => [`errors.${code}`, `errors.${code}.next`]).filter(
        (key) => !messages[key],
      );
      expect(missing).toEqual([]);
    }
  });

  it('end every sentence about a failure as one', () => {
    for (const [language, end] of [
      ['en', '.'],
      ['zh', '。'],
    ] as const) {
      const unended = Object.entries(CATALOGUES[language]).filter(
        ([key, text]) => key.startsWith('errors.') && !text.endsWith(end),
      );
      expect(unended).toEqual([]);
    }
  });

  it('never call for a placeholder that a code may not carry', () => {
    for (const messages of Object.values(CATALOGUES)) {
      for (const code of CODES) {
        expect(placeholdersOf(messages[`errors.${code}`] ?? '')).toEqual([]);
        expect(placeholdersOf(messages[`errors.${code}.next`] ?? '')).toEqual([]);
      }
    }
  });

  it('tell particulars by placeholders, or they would be part of the sentence', () => {
    const keys = Object.keys(CATALOGUES.en).filter((key) => /^errors\..*\.details(-\d)?$/.test(key));
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => placeholdersOf(CATALOGUES.en[key] ?? '').length === 0)).toEqual([]);
  });

  it('have the same keys in both languages, each in the file of its area', () => {
    expect(Object.keys(CATALOGUES.zh).sort()).toEqual(Object.keys(CATALOGUES.en).sort());
    for (const language of ['en', 'zh']) {
      for (const area of areas) {
        const file = path.join(root, 'resources/locales', language, `${area}.json`);
        const keys = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>);
        expect(keys.filter((key) => !key.startsWith(`${area}.`))).toEqual([]);
      }
    }
  });

  it('hold only messages that can be read as ICU', () => {
    const unreadable = Object.entries(CATALOGUES).flatMap(([language, messages]) =>
      Object.entries(messages).flatMap(([key, text]) => {
        try {
          parse(text);
          return [];
        } catch {
          return [`${language} ${key}`];
        }
      }),
    );
    expect(unreadable).toEqual([]);
  });

  it('have the same placeholders in both languages', () => {
    const differing = Object.entries(CATALOGUES.en).filter(
      ([key, text]) => placeholdersOf(text).join() !== placeholdersOf(CATALOGUES.zh[key] ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('are written in two languages', () => {
    const same = Object.entries(CATALOGUES.en).filter(
      ([key, text]) => text === CATALOGUES.zh[key] && !sameInBoth(text),
    );
    expect(same).toEqual([]);
  });

  it('never call a picture normal, and never cheer', () => {
    const texts = Object.values(CATALOGUES)
      .flatMap((messages) => Object.entries(messages))
      .filter(([key]) => !key.startsWith('menu.'));
    expect(texts.filter(([, text]) => /\bnormal\b|未见异常|[!！]|\boops\b/i.test(text))).toEqual([]);
  });

  it('hold every key that the code names', () => {
    expect(named.filter(([key]) => !(key in CATALOGUES.en))).toEqual([]);
  });

  it('hold no key that nobody uses', () => {
    const codes = new Set(
      CODES.flatMap((code) => ['', '.next', '.details', ...VARIANTS].map((part) => `errors.${code}${part}`)),
    );
    for (const problem of MANIFEST_PROBLEMS) codes.add(`manifest.${problem}`);
    for (const what of UNKEPT) codes.add(`unkept.${what}`);
    expect(Object.keys(CATALOGUES.en).filter((key) => !codes.has(key) && !used.has(key))).toEqual([]);
  });

  it('use no key that is also the name of a call or an event', () => {
    expect(Object.keys(CATALOGUES.en).filter((key) => contractNames.has(key))).toEqual([]);
  });
});
