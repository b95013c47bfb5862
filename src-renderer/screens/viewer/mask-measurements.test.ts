import { expect, test, vi } from 'vitest';
import type { OpenCase } from '../../../src-shared/contract/records.ts';
import { evenPlaces, sliceStack } from '../../../src-shared/imaging/series.fixture.ts';
import { seriesOf } from './case-set.fixture.ts';
import type { Finding } from './findings.ts';

/** Two slices of 4 × 4: a row of two pixels on the first, one of four on the second; a second label nowhere. */
const values = new Uint8Array(32);
values.set([1, 1], 4);
values.set([1, 1, 1, 1], 16 + 8);
const read = vi.fn(() => Promise.resolve({ bytes: [] }));
vi.mock('../../app/bridge.ts', () => ({ call: read }));
vi.mock('../../stage/artefact-picture.ts', () => ({
  artefactPicture: () => Promise.resolve({ rows: 4, columns: 4, frames: 2, samples: 1, values }),
  frameOfPicture: (_: unknown, frame: number) => values.subarray(frame * 16, frame * 16 + 16),
}));
const { MaskMeasurements } = await import('./mask-measurements.svelte.ts');

const pixels = { rows: 8, columns: 8, spacing: { rowMm: 0.5, columnMm: 0.7, provenance: 'pixel-spacing' } };
const openCase = {
  series: [
    seriesOf(
      1,
      sliceStack(evenPlaces(2), () => ({ pixels }) as never),
    ),
  ],
} as unknown as OpenCase;
const segment = (label: string, areaPx: number) => ({
  ...{ label, areaPx, areaMm2: null, volumeMm3: areaPx * 2, interval: null, confidence: null },
});
function finding(change: object = {}): Finding {
  const result = {
    input: { instanceId: 1000, frame: 0, volume: { instanceIds: [1000, 1001], frames: 2 } },
    model: { id: 'outliner', version: '1.0.0', sha256: 'f'.repeat(64) },
    verdict: 'stated',
    segments: [segment('lesion', 6), segment('other', 0)],
    artefacts: [{ kind: 'mask', labels: ['lesion', 'other'] }],
    ...change,
  };
  return {
    stored: { id: 7, result },
    judgements: [],
    prior: false,
    before: null,
    stackSince: null,
  } as unknown as Finding;
}

test('the longest diameter is that of the slice where it is longest, in millimetres of the picture', async () => {
  const masks = new MaskMeasurements();
  const cards = [finding()];
  expect(masks.all(openCase, cards, [])[0]!.diameter).toBeUndefined();
  await masks.measure(openCase, cards);
  const found = masks.all(openCase, cards, []);
  // four pixels of the mask are eight of the picture
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ provenance: 'pixel-spacing', judged: null });
  expect(found[0]!.diameter).toMatchObject({ slice: 1, unit: 'mm' });
  expect(found[0]!.diameter!.length).toBeCloseTo(8 * 0.7, 9);
});

test('a mask is read once, and one whose file is gone has its size, but no diameter', async () => {
  const masks = new MaskMeasurements();
  read.mockClear();
  read.mockRejectedValueOnce(new Error('gone') as never);
  await masks.measure(openCase, [finding()]);
  await masks.measure(openCase, [finding()]);
  expect(read).toHaveBeenCalledTimes(1);
  expect(masks.all(openCase, [finding()], [])[0]).toMatchObject({ diameter: null, segment: { volumeMm3: 12 } });
});

test('outlines without a picture, of earlier results and of refusals measure nothing that is not there', async () => {
  const masks = new MaskMeasurements();
  expect(masks.all(openCase, [finding({ artefacts: [] })], [])[0]!.diameter).toBeNull();
  expect(masks.all(openCase, [{ ...finding(), prior: true }], [])).toEqual([]);
  expect(masks.all(openCase, [finding({ verdict: 'refused' })], [])).toEqual([]);
});
