import { describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CaseId, InstanceId, SeriesId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { NO_ACQUISITION } from '../../src-shared/imaging/no-acquisition.ts';
import { film } from '../caselog/examples.ts';
import type { StoredInstance } from '../caselog/index.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { studiesAsked, volumeAsked } = await import('./question.ts');

const { input } = ModelManifest.parse(shipped);
const reads = (kind: 'frame' | 'volume' | 'sequence') => ({ input: { ...input, kind } });

function slice(n: number, mm: number, frames = 1): StoredInstance {
  const { pixels, gate, ...rest } = film(1);
  return {
    id: InstanceId.parse(n),
    seriesId: SeriesId.parse(1),
    caseId: CaseId.parse(1),
    path: `/films/${n}.dcm`,
    modifiedMs: 1,
    description: {
      ...rest,
      instanceNumber: n,
      gate: { ...gate, modality: 'CT' },
      pixels: { ...pixels, frames, imagePositionMm: [0, 0, mm], imageOrientation: [1, 0, 0, 0, 1, 0] },
    },
  };
}

describe('what a network that reads study by study is asked about a picture', () => {
  const byStudy = { input: { ...input, kind: 'sequence' as const, steps: 'studies' as const } };
  const taken = (n: number, studyDate: string | null, modality = 'DX'): StoredInstance => {
    const { description, ...rest } = slice(n, 0);
    const gate = { ...film(n).gate, modality };
    return { ...rest, description: { ...description, gate, identity: { ...film(n).identity, studyDate } } };
  };
  const others = [
    taken(1, '2022-01-01'),
    taken(2, '2020-01-01'),
    taken(3, '2021-01-01', 'CT'),
    taken(4, null),
    taken(5, '2025-01-01'),
  ];

  it('is one film of each earlier study that suits it, the oldest first, and the picture last', () => {
    const picture = taken(9, '2024-01-01');
    expect(studiesAsked(byStudy, picture, others).map(({ id }) => id)).toEqual([2, 1, 9]);
  });

  it('is the picture alone where nobody knows when it was taken', () => {
    const picture = taken(9, null);
    expect(studiesAsked(byStudy, picture, others)).toEqual([picture]);
  });
});

describe('what a network is asked about a picture', () => {
  const series = [slice(1, 4), slice(2, 0), slice(3, 2)];
  const [picture] = series as [StoredInstance];

  it('is the picture alone where it looks at pictures', () => {
    expect(volumeAsked(reads('frame'), picture, 0, series)).toEqual({ volume: null, noticed: [] });
  });

  it.each(['volume', 'sequence'] as const)('is its series in the order in which the slices lie, for a %s', (kind) => {
    const { instances, slices, spacingMm } = volumeAsked(reads(kind), picture, 0, series).volume!;
    expect(slices.map((each) => instances[each.instance]!.instanceId)).toEqual([2, 3, 1]);
    expect(spacingMm).toEqual([2, 0.2, 0.2]);
    expect(JSON.stringify(instances)).not.toMatch(/films|Doe/);
  });

  it('is all of its own frames where it has several', () => {
    const many = slice(9, 0, 4);
    const { instances, slices } = volumeAsked(reads('sequence'), many, 2, [many, ...series]).volume!;
    expect(instances.map(({ instanceId }) => instanceId)).toEqual([9]);
    expect(slices.map(({ frame }) => frame)).toEqual([0, 1, 2, 3]);
  });

  it('is of frames that say where they lie the stack of the one that is pointed at, in the order in which they lie', () => {
    const places = [4, 0, 2, 0, 4, 2];
    const enhanced = slice(9, 0, 6);
    const perFrame = places.map((mm) => ({ imagePositionMm: [0, 0, mm] as [number, number, number] }));
    const { pixels, acquisition, ...rest } = enhanced.description;
    const frames = [0, 0, 0, 1000, 1000, 1000].map((bValue) => ({ bValue }));
    const description = {
      ...rest,
      pixels: { ...pixels, perFrame },
      acquisition: { ...NO_ACQUISITION, ...acquisition, frames },
    };
    const picture = { ...enhanced, description };
    const { slices, spacingMm, affine } = volumeAsked(reads('volume'), picture, 4, [picture]).volume!;
    expect(slices.map(({ frame }) => frame)).toEqual([3, 5, 4]);
    expect(spacingMm).toEqual([2, 0.2, 0.2]);
    expect(affine![2]).toEqual([0, 0, 2, 0]);
  });

  it('says what is wrong with its series: a gap is no news for the window alone', () => {
    const { noticed, volume } = volumeAsked(reads('volume'), picture, 0, [...series, slice(4, 12), slice(5, 14)]);
    expect(noticed.map(({ code }) => code)).toEqual(['series-gap']);
    expect(volume!.spacingMm).toBeNull();
  });
});
