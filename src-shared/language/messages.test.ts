import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CODES, type Coded } from '../contract/coded.ts';
import { sayingUnkept, UNKEPT } from '../contract/unkept.ts';
import type { Language } from '../findings/report.ts';
import { CATALOGUES, localeOf, sayCoded, translate } from './messages.ts';

const LANGUAGES: Language[] = ['en', 'zh'];
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '{count, plural, one {x} other {y}}',
  '{name}',
  "'{name}'",
  '}{',
  '#',
  '$&$1',
  '\u202egnp.exe',
  '\\u0041',
];

// each test has keys of its own: messages are compiled once and kept
const texts: Record<string, string> = {
  'test.name': 'Patient {name} opened.',
  'test.count': '{count, plural, =0 {no films} one {# film} other {# films}}',
  'test.markup': 'Press <b>here</b> now, {name}.',
  'test.number': '{value, number}',
};
beforeEach(() => void Object.assign(CATALOGUES.en, texts, { 'test.english-only': 'Only here.' }));
beforeEach(() => void Object.assign(CATALOGUES.zh, texts));
afterEach(() => {
  for (const catalogue of Object.values(CATALOGUES)) {
    for (const key of Object.keys(catalogue)) if (key.startsWith('test.')) Reflect.deleteProperty(catalogue, key);
  }
});

describe('a message', () => {
  it('has its placeholders filled', () => {
    expect(translate('en', 'test.name', { name: 'Doe' })).toBe('Patient Doe opened.');
  });

  it.each([
    [0, 'no films'],
    [1, '1 film'],
    [2, '2 films'],
    [1200, '1,200 films'],
  ])('counts %s as "%s"', (count, text) => {
    expect(translate('en', 'test.count', { count })).toBe(text);
  });

  it.each(HOSTILE)('shows the text %j as it is and interprets nothing of it', (name) => {
    expect(translate('en', 'test.name', { name })).toBe(`Patient ${name} opened.`);
    expect(translate('zh', 'test.name', { name })).toBe(`Patient ${name} opened.`);
  });

  it('shows any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(translate('en', 'test.name', { name })).toBe(`Patient ${name} opened.`);
      }),
    );
  });

  it('takes marks in a translation for text, never for markup', () => {
    expect(translate('en', 'test.markup', { name: 'Doe' })).toBe('Press <b>here</b> now, Doe.');
  });

  it('that no catalogue has is visible as its key', () => {
    for (const language of LANGUAGES) expect(translate(language, 'no.such-key', { name: 'x' })).toBe('[no.such-key]');
  });

  it('that one language lacks is shown in English', () => {
    expect(translate('zh', 'test.english-only')).toBe('Only here.');
  });

  it('of one language is never shown in the other', () => {
    CATALOGUES.en['test.both'] = 'English';
    CATALOGUES.zh['test.both'] = '中文';
    expect([translate('en', 'test.both'), translate('zh', 'test.both')]).toEqual(['English', '中文']);
    expect([translate('en', 'test.both'), translate('zh', 'test.both')]).toEqual(['English', '中文']);
  });

  it('fills in other values the next time', () => {
    expect(translate('en', 'test.name', { name: 'Doe' })).toContain('Doe');
    expect(translate('en', 'test.name', { name: 'Roe' })).toBe('Patient Roe opened.');
  });
});

describe('a coded failure', () => {
  it.each(CODES)('%s is a sentence and a next step in both languages', (code) => {
    for (const language of LANGUAGES) {
      const { sentence, nextStep } = sayCoded(language, { code, details: {} });
      for (const text of [sentence, nextStep]) {
        expect(text).not.toMatch(/^\[|\{/);
        expect(text.length).toBeGreaterThan(3);
      }
      expect(nextStep).not.toBe(sentence);
    }
  });

  it('is said in its own language', () => {
    expect(sayCoded('zh', { code: 'disk-full', details: {} }).sentence).toMatch(/\p{Script=Han}/u);
    expect(sayCoded('en', { code: 'disk-full', details: {} }).sentence).not.toMatch(/\p{Script=Han}/u);
  });

  it('is told with its numbers and files, and without them where they are others', () => {
    const gap = { code: 'series-gap', details: { missing: 3, positionsMm: '12, 24' } } as const;
    expect(sayCoded('en', gap).particulars).toBe('3 slices seem to be missing, behind 12, 24 mm.');
    expect(sayCoded('zh', gap).particulars).toBe('似缺 3 层，位于 12, 24 mm 之后。');
    expect(sayCoded('en', { code: 'series-gap', details: { mixed: 2 } }).particulars).toBe('');
    expect(sayCoded('en', { code: 'disk-full', details: {} }).particulars).toBe('');
    // one code, several kinds of details
    const invalid = (details: Coded['details']) =>
      sayCoded('en', { code: 'model-output-invalid', details }).particulars;
    expect(invalid({ output: 'y', difference: 2, tolerance: 1 })).toContain('2 away');
    expect(invalid({ output: 'y', value: 1.5 })).toContain('1.5 is no probability');
    expect(invalid({ output: 'y', shape: '1 × 3' })).toContain('1 × 3');
    expect(invalid({ output: 'y' })).toContain('Output y');
    expect(invalid({})).toBe('');
  });

  it.each(['disk-full', 'log-busy'] as const)(
    '%s speaks of what was not kept, and of what was typed only there',
    (code) => {
      for (const language of LANGUAGES) {
        const plain = sayCoded(language, { code, details: {} });
        expect(plain.particulars).toBe('');
        expect(plain.sentence + plain.nextStep).not.toMatch(/typed|输入/);
        const said = UNKEPT.map((what) => sayCoded(language, sayingUnkept({ code, details: {} }, what)).particulars);
        for (const words of said) expect(words).toMatch(language === 'en' ? /^Not saved: .+\.$/ : /^未保存：.+。$/);
        expect(new Set(said).size).toBe(UNKEPT.length);
        for (const what of ['answer', 'question', 'import', 'imported-file', 'file', 'lines', 'model'] as const) {
          expect(said[UNKEPT.indexOf(what)]).not.toMatch(/typed|输入/);
        }
        expect(said[UNKEPT.indexOf('typed')]).toMatch(/what you typed|您输入的内容/);
      }
    },
  );

  it('of a model that needs too much memory says how much and what to do, or that nobody can know', () => {
    const said = (details: Coded['details']) => sayCoded('en', { code: 'onnx-memory-limit', details }).particulars;
    expect(said({ op: 'Conv', neededMiB: 5000, allowedMiB: 4096 })).toMatch(/5,?000 MiB; 4,?096 MiB.*memoryBytes/);
    expect(said({ op: 'Conv', neededMiB: 5000 })).toMatch(/^Operation Conv alone.*5,?000 MiB/);
    expect(said({ op: 'Tile' })).toMatch(/Tile.*cannot be known/);
    expect(said({ tensor: 'w' })).toBe('');
  });

  it('of a process that died promises to ask again only where something is asked again', () => {
    for (const language of LANGUAGES) {
      const died = (details: Coded['details']) => sayCoded(language, { code: 'analysis-restarted', details });
      const alone = died({});
      expect(`${alone.sentence}${alone.particulars}${alone.nextStep}`).not.toMatch(/once more|重试|again by/);
      expect(died({ questions: 1 }).particulars).toMatch(/asked once more by itself\.$|自动重试一次。$/);
    }
  });

  it('of another kind is not said to have kept anything from being saved', () => {
    const coded: Coded = { code: 'reader-crashed', details: {} };
    expect(sayingUnkept(coded, 'answer')).toBe(coded);
  });

  it('shows signs out of files that steer a terminal or turn a line round, and obeys none of them', () => {
    const op = 'Evil\u001b[2J\n\u202e\u009b';
    const { particulars } = sayCoded('en', { code: 'onnx-op-not-allowed', details: { op } });
    expect(particulars).toContain('Evil␛[2J␊⟨U+202E⟩⟨U+009B⟩');

    expect(particulars).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('is said the same whatever hostile details come with it', () => {
    for (const found of HOSTILE) {
      expect(() => sayCoded('en', { code: 'modality-unsuitable', details: { found, wanted: found } })).not.toThrow();
    }
  });
});

it('dates and numbers are written as people of the language write them', () => {
  expect(LANGUAGES.map(localeOf)).toEqual(['en-GB', 'zh-CN']);
  expect(new Intl.DateTimeFormat(localeOf('en')).resolvedOptions().locale).toBe('en-GB');
});
