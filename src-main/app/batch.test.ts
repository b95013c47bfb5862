import { expect, it } from 'vitest';
import { ModelId, type InstanceId } from '../../src-shared/contract/ids.ts';
import { result } from '../caselog/examples.ts';
import { isAnswered } from './batch.ts';

const stored = (...results: ReturnType<typeof result>[]) =>
  results.map((each, i) => ({ id: i + 1, at: '', result: each }));
const series = (...ids: number[]) => [{ instances: ids.map((id) => ({ id })) }];
const model = { id: ModelId.parse('chest-nodule'), version: '1.0.0', input: { kind: 'frame' } };
const asks = (results: object[], id: number, among: object[], change: object = {}) =>
  isAnswered({ series: among, results } as never, id as InstanceId, { ...model, ...change } as never);

it('takes a picture for answered where exactly this version spoke of exactly it', () => {
  const results = stored(result(3));
  expect(asks(results, 3, series(3, 4))).toBe(true);
  expect(asks(results, 4, series(3, 4))).toBe(false);
  expect(asks(results, 3, series(3, 4), { version: '1.0.1' })).toBe(false);
  expect(asks(results, 3, series(3, 4), { id: ModelId.parse('another') })).toBe(false);
  expect(asks([], 3, series(3))).toBe(false);
});

it('takes a stack for answered until an image comes to it, and a patient’s studies never', () => {
  const input = { ...result(3).input, volume: { instanceIds: [3, 4], frames: 2 } as never };
  const results = stored(result(3, { input }));
  const volume = { input: { kind: 'volume' } };
  expect(asks(results, 3, series(3, 4), volume)).toBe(true);
  expect(asks(results, 3, series(3, 4, 9), volume)).toBe(false);
  expect(asks(results, 3, series(3, 4), { input: { kind: 'sequence', steps: 'studies' } })).toBe(false);
});
