import { expect, test } from 'vitest';
import { lieOfFilm } from './film-lie.ts';
import type { GateAttributes } from './instance.ts';

const CHEST = { container: 'dicom', modality: 'DX', bodyPart: 'CHEST', viewPosition: 'PA', ageYears: null } as const;
const lie = (right: string, down: string, change: Partial<GateAttributes> = {}) =>
  lieOfFilm({ gate: { ...CHEST, ...change }, patientOrientation: [right, down] });

test.each([
  ['mirrored', 'R', 'F'],
  ['upside down', 'L', 'H'],
  ['turned by half', 'R', 'H'],
  ['on its side', 'F', 'R'],
  ['mirrored and a little turned', 'RF', 'FL'],
])('a frontal film of the chest that is stored %s is told', (_how, right, down) => {
  expect(lie(right, down)).toEqual({ code: 'film-lies-otherwise', details: { right, down } });
  // rows to the right or left: it can only be a frontal one
  if (!right.startsWith('F')) expect(lie(right, down, { viewPosition: null })).not.toBeNull();
});

test.each([
  ['as it is shown', 'L', 'F', {}],
  ['a little turned', 'LF', 'FR', {}],
  ['from the side, facing either way', 'A', 'F', { viewPosition: 'LL' }],
  ['from the side, facing either way', 'P', 'F', { viewPosition: 'LL' }],
  ['of a hand', 'R', 'F', { bodyPart: 'EXTREMITY' }],
  ['of nobody knows what', 'R', 'F', { bodyPart: null }],
  ['of a scanner', 'R', 'F', { modality: 'CT' }],
  ['with other letters', 'X', 'F', {}],
] as const)('a film %s is nothing to tell (%s, %s)', (_what, right, down, change) => {
  expect(lie(right, down, change)).toBeNull();
});

test('a film that does not say how it lies is nothing to tell', () => {
  expect(lieOfFilm({ gate: CHEST, patientOrientation: null })).toBeNull();
});
