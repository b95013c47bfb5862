import { expect, it } from 'vitest';
import type { Segment } from '../../../src-shared/findings/result.ts';
import { intervalWords, segmentSize } from './measured-size.ts';

const segment = (change: Partial<Segment>): Segment => ({
  ...{ label: 'lung', areaPx: 2384, areaMm2: 596, volumeMm3: null, confidence: null },
  interval: { unit: 'mm2', low: 5.961, high: 13_100 },
  ...change,
});

it('tells an interval in the unit of its size', () => {
  expect([segmentSize(segment({})), intervalWords(segment({}))]).toEqual(['596 mm²', '5.96 mm² to 13,100 mm²']);
  const large = segment({ areaMm2: 12_345 });
  expect([segmentSize(large), intervalWords(large)]).toEqual(['123 cm²', '0.0596 cm² to 131 cm²']);
});

it('never rounds what was outlined to nothing', () => {
  expect(segmentSize(segment({ areaMm2: 0.000_062_54 }))).toBe('0.0000625 mm²');
});
