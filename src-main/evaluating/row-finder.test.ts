import { describe, expect, it } from 'vitest';
import type { LabelRow } from '../../src-shared/evaluation/labelled-case.ts';
import { rowFinder } from './row-finder.ts';

const row = (file: string): LabelRow => ({ file, labels: [], mask: null, groups: {} });
const found = (rows: string[], file: string) => rowFinder(rows.map(row))(file)?.file;

describe('the row of a file', () => {
  it.each([
    [['a/1.png', 'b/1.png'], 'b/1.png', 'b/1.png'],
    // the table was written from another folder
    [['set/a/1.png', 'set/b/1.png'], 'a/1.png', 'set/a/1.png'],
    [['/data/set/a/1.png'], 'a/1.png', '/data/set/a/1.png'],
    [['a/1.png', './2.png'], '2.png', './2.png'],
    [['1.png'], 'a/1.png', '1.png'],
    [['a/1.png'], 'set/a/1.png', 'a/1.png'],
  ])('of %j for %s is %s', (rows, file, wanted) => {
    expect(found(rows, file)).toBe(wanted);
  });

  it.each([
    // another folder's file is another picture, whatever it is called
    [['a/1.png'], 'b/1.png'],
    [['a/1.png', 'b/1.png'], 'c/1.png'],
    // nobody can tell which of the two
    [['x/a/1.png', 'y/a/1.png'], 'a/1.png'],
    [['a/11.png'], '1.png'],
  ])('of %j is none for %s', (rows, file) => {
    expect(found(rows, file)).toBeUndefined();
  });
});
