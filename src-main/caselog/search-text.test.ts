import { expect, test } from 'vitest';
import { film } from './examples.ts';
import { searchText, searchWords } from './search-text.ts';

const text = searchText({
  identity: film(1, { patientName: 'Wang^XiaoDong (王^小东)' }).identity,
  modalities: ['DX', 'CT'],
  bodyPart: 'CHEST',
  sourceName: 'IMG_1.DCM',
});

test('holds everything that a case is known by, in lower case', () => {
  for (const part of ['wang^xiaodong', '小东', 'p1', 'dx', 'ct', 'chest pa', '2024-03-01', '20240301', 'img_1.dcm']) {
    expect(text).toContain(part);
  }
});

test('splits what was typed, folds case and full-width letters, and knows the words for states', () => {
  expect(searchWords('  Chest\tＤＸ signed ')).toEqual([
    { text: 'chest', states: [] },
    { text: 'dx', states: [] },
    { text: 'signed', states: [3] },
  ]);
  expect(searchWords('unsigned')[0]!.states).toEqual([0, 1, 2]);
  expect(searchWords('')).toEqual([]);
});
