import { expect, it } from 'vitest';
import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import { answerOf } from './answered.ts';

const file = { sha256: 'f'.repeat(64) };
const model = { id: 'chest', version: '1.0.0', file, input: { kind: 'frame' } };
const said = (instanceId: number, change: object = {}) => ({
  input: { instanceId, frame: 0, pixelSha256: 'a'.repeat(64) },
  model: { id: 'chest', version: '1.0.0', sha256: file.sha256 },
  ...change,
});
const finding = (id: number, result: object, change: object = {}) => ({
  stored: { id, result },
  prior: false,
  stackSince: null,
  ...change,
});
const shown = { instanceId: 7 as InstanceId, frame: 0 };
const answer = (findings: object[], hiddenAnswers: object[] = [], change: object = {}) =>
  answerOf({ ...model, ...change } as never, shown, findings as never, { hiddenAnswers } as never);

it('is the answer of this version about the picture on the screen, and of no other', () => {
  expect(answer([finding(2, said(8)), finding(1, said(7))])).toEqual({ resultId: 1 });
  expect(answer([finding(1, said(7))], [], { version: '1.0.1' })).toBeNull();
  expect(answer([finding(1, said(7))], [], { file: { sha256: 'e'.repeat(64) } })).toBeNull();
  expect(answer([finding(1, said(8))])).toBeNull();
  expect(answer([])).toBeNull();
});

it('is none where the stack has more images now, a newer result stands above, or every question is another', () => {
  expect(answer([finding(1, said(7), { stackSince: 3 })])).toBeNull();
  expect(answer([finding(1, said(7), { prior: true })])).toBeNull();
  expect(answer([finding(1, said(7))], [], { input: { kind: 'frame', point: {} } })).toBeNull();
  expect(answer([finding(1, said(7))], [], { input: { kind: 'sequence', steps: 'studies' } })).toBeNull();
});

it('is known, without a word of it, while it is hidden', () => {
  expect(answer([], [said(7)])).toEqual({ resultId: null });
  expect(answer([], [said(8)])).toBeNull();
});
