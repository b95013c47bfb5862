import type { Coded } from './coded.ts';

/** What may be left unkept when the disk is full or the case log is held by another program. In words: `unkept.<what>`. */
export const UNKEPT = [
  'typed',
  'judgement',
  'measurement',
  'signature',
  'question',
  'answer',
  'dismissal',
  'import',
  'imported-file',
  'model',
  'settings',
  'labels',
  'dataset',
  'file',
  'lines',
] as const;

export type Unkept = (typeof UNKEPT)[number];

/** The codes whose particulars say what was not kept. */
const NOT_KEPT: ReadonlySet<Coded['code']> = new Set(['disk-full', 'log-busy']);

/** A failure that says what was not kept, where it is of those that keep something from being written; any other is left as it is. */
export function sayingUnkept(coded: Coded, what: Unkept): Coded {
  const { code, details } = coded;
  return NOT_KEPT.has(code) && !('unkept' in details) ? { code, details: { ...details, unkept: what } } : coded;
}
