import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Code, Coded, Details } from './coded-schema.ts';
import { CodedError, CODES, toCoded } from './coded.ts';

describe('the codes', () => {
  it('are kebab-case and each stands once', () => {
    for (const code of CODES) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(new Set(CODES).size).toBe(CODES.length);
  });

  it.each(['', 'no-such-code', 'DISK-FULL', 'disk-full ', '__proto__', 7, null])('do not hold %j', (code) => {
    expect(Code.safeParse(code).success).toBe(false);
  });
});

describe('details', () => {
  it.each([
    ['nothing', undefined, {}],
    ['numbers and short texts', { found: 'CT', missing: 3 }, { found: 'CT', missing: 3 }],
  ])('may be %s', (_name, details, parsed) => {
    expect(Coded.parse({ code: 'disk-full', details }).details).toEqual(parsed);
  });

  it.each([
    ['a long text', { found: 'x'.repeat(501) }],
    ['a list', { found: ['a'] }],
    ['an object', { found: {} }],
    ['nothing in a field', { found: null }],
    ['a number that is none', { found: NaN }],
    ['a text', 'found'],
  ])('are never %s', (_name, details) => {
    expect(Details.safeParse(details).success).toBe(false);
    expect(Coded.safeParse({ code: 'disk-full', details }).success).toBe(false);
  });
});

describe('whatever is thrown', () => {
  it('as a coded error crosses with its code and details, and nothing of its cause', () => {
    const cause = new Error('/home/dr-li/secret.dcm');
    const thrown = new CodedError('disk-full', { freeMb: 0 }, { cause });
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown.message).toBe('disk-full');
    expect(toCoded(thrown)).toEqual({ code: 'disk-full', details: { freeMb: 0 } });
    expect(JSON.stringify(toCoded(thrown))).not.toContain('secret');
  });

  it('as a plain coded failure, as it comes from another process, stays what it is', () => {
    const plain = { code: 'codec-corrupt', details: { frame: 3 } };
    expect(toCoded(structuredClone(plain))).toEqual(plain);
    expect(toCoded({ code: 'codec-corrupt' })).toEqual({ code: 'codec-corrupt', details: {} });
    expect(toCoded({ ...plain, stack: 'x' })).toEqual(plain);
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ code: 'no-such-code', details: {} }, '[object Object]'],
    // the system's messages name paths, and a path may be a patient's name
    [Object.assign(new Error("EACCES: open '/films/Doe^Jane.dcm'"), { code: 'EACCES' }), 'EACCES'],
    [Object.create(null), 'object'],
  ])('as %j is an internal error with its message', (thrown, message) => {
    expect(toCoded(thrown)).toEqual({ code: 'internal-error', details: { message } });
  });

  it('with a message without end is cut so that it may cross', () => {
    const coded = toCoded(new Error('x'.repeat(100_000)));
    expect(Coded.parse(coded)).toEqual(coded);
    expect(String(coded.details['message']).length).toBeLessThanOrEqual(500);
  });

  it('becomes a coded failure that may cross, whatever it is', () => {
    const thrown = fc.oneof(
      fc.anything(),
      fc.string({ maxLength: 2000 }).map((message) => new Error(message)),
    );
    fc.assert(
      fc.property(thrown, (value) => {
        const coded = toCoded(value);
        expect(Coded.parse(coded)).toEqual(coded);
      }),
    );
  });

  it('says of a full table of open files what it is, never whose file was asked for', () => {
    for (const code of ['EMFILE', 'ENFILE']) {
      expect(toCoded(Object.assign(new Error(`${code}: open '/x'`), { code }))).toEqual({
        code: 'files-open-limit',
        details: {},
      });
    }
  });
});

/** Whether JavaScript can write a value as text at all: an object without a prototype can't. */
