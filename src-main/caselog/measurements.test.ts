import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import type { Measurement } from '../../src-shared/findings/measurement.ts';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
let caseId: CaseId;
let instanceId: InstanceId;
beforeEach(() => {
  at = trial();
  ({ caseId, instanceId } = at.session.answer('instance.import', importOf(film(1))));
});
afterEach(() => at.end());

const uid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const length = (n: number, change: Partial<Measurement> = {}): Measurement => ({
  uid: uid(n),
  instanceId,
  frame: 0,
  kind: 'length',
  points: [
    [10, 20],
    [30.5, 40.25],
  ],
  text: '',
  hidden: false,
  knownMm: null,
  removed: false,
  ...change,
});
const keep = (measurement: Measurement, of = caseId) =>
  at.session.answer('measurement.keep', { caseId: of, measurement });
const kept = () => at.session.answer('case.get', { caseId }).measurements;

test('keeps measurements after a restart, in the order in which they were drawn', () => {
  keep(length(1));
  keep(length(2, { text: 'node' }));
  keep(length(1, { hidden: true }));
  at.session.open(at.folder);
  expect(kept()).toEqual([length(1, { hidden: true }), length(2, { text: 'node' })]);
});

test('brings back what was taken away', () => {
  keep(length(1));
  keep(length(1, { removed: true }));
  expect(kept()).toEqual([]);
  keep(length(1));
  expect(kept()).toEqual([length(1)]);
});

test('never moves a measurement to another patient’s picture', () => {
  const other = at.session.answer('instance.import', importOf(film(2)));
  keep(length(1));
  expect(() => keep(length(1, { instanceId: other.instanceId }), other.caseId)).toThrow('call-malformed');
  expect(() => keep(length(2, { instanceId: other.instanceId }))).toThrow('call-malformed');
  expect(() => keep(length(3), 99 as CaseId)).toThrow('call-malformed');
  expect(kept()).toEqual([length(1)]);
});

test.each<[string, Partial<Measurement>]>([
  ['too few points', { points: [[1, 1]] }],
  ['a known length that is no calibration', { knownMm: 10 }],
  ['a calibration without a length', { kind: 'calibration' }],
  ['a name longer than 500 characters', { text: 'x'.repeat(501) }],
])('refuses %s', (_what, change) => {
  expect(() => keep(length(1, change))).toThrow('call-malformed');
  expect(kept()).toEqual([]);
});

test('says when a kept measurement was altered', () => {
  keep(length(1));
  at.sql('DROP TRIGGER measurements_refuse_update');
  at.sql("UPDATE measurements SET record = replace(record, '30.5', '31.5')");
  expect(kept).toThrow('record-altered');
});
