import { describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { NO_ACQUISITION } from '../../src-shared/imaging/no-acquisition.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { film as described } from '../caselog/examples.ts';
import type { Film } from './films.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { inquiriesOfWaiting, inquiryOfFilm } = await import('./inquiries.ts');

const manifest = ModelManifest.parse(shipped);
const byStudy = { ...manifest, input: { ...manifest.input, kind: 'sequence' as const, steps: 'studies' as const } };

/** A film of patient `who`, taken on a day of study `n`. */
function film(n: number, who: string, identity: Partial<Identity> = {}, viewPosition = 'PA'): Film {
  const description = described(n, { patientId: who, patientName: who, ...identity });
  const gate = { ...description.gate, viewPosition };
  return { id: InstanceId.parse(n), path: `/films/${n}.dcm`, modifiedMs: 1, description: { ...description, gate } };
}
const asked = (films: readonly Film[]) =>
  inquiriesOfWaiting(films, byStudy).inquiries.map(({ film: newest, films: steps, volume }) => {
    expect(volume).toMatchObject({ studies: true, slices: steps.map((_, instance) => ({ instance, frame: 0 })) });
    return { newest: newest.id, steps: steps.map(({ id }) => id) };
  });

describe('a network that looks at pictures', () => {
  it('answers about a film that is stored mirrored with a word on that', () => {
    const { description, ...rest } = film(1, 'Doe');
    const asked = (right: string) =>
      inquiryOfFilm({ ...rest, description: { ...description, patientOrientation: [right, 'F'] } }, manifest)!.warnings;
    expect(asked('R').map(({ code }) => code)).toEqual(['film-lies-otherwise']);
    expect(asked('L')).toEqual([]);
  });
});

describe('a network that reads volumes', () => {
  const byVolume = { ...manifest, input: { ...manifest.input, kind: 'volume' as const } };
  /** A file of frames at these places along the patient, each of its b-value. */
  const enhanced = (places: readonly number[], bValues?: readonly number[]): Film => {
    const { description, ...rest } = film(9, 'Doe');
    const perFrame = places.map((mm) => ({ imagePositionMm: [0, 0, mm] as [number, number, number] }));
    const orientation = { imagePositionMm: perFrame[0]!.imagePositionMm, imageOrientation: [1, 0, 0, 0, 1, 0] };
    const pixels = { ...description.pixels, ...orientation, frames: places.length, perFrame };
    const frames = bValues?.map((bValue) => ({ bValue }));
    const acquisition = { ...NO_ACQUISITION, ...(frames ? { frames } : {}) };
    return {
      ...rest,
      description: { ...description, gate: { ...description.gate, modality: 'MR' }, pixels, acquisition },
    };
  };
  const read = (one: Film) => {
    const { volume, warnings } = inquiryOfFilm(one, byVolume)!;
    return { frames: volume!.slices.map(({ frame }) => frame), spacingMm: volume!.spacingMm, warnings };
  };

  it('is shown the frames of a file in the order in which they lie, with the grid that they make', () => {
    const { frames, spacingMm, warnings } = read(enhanced([6, 0, 9, 3]));
    expect(frames).toEqual([1, 3, 0, 2]);
    expect(spacingMm).toEqual([3, 0.2, 0.2]);
    expect(warnings).toEqual([]);
  });

  it('is shown one of several stacks in a file, and says that there are others', () => {
    const { frames, warnings } = read(enhanced([0, 3, 6, 0, 3, 6], [0, 0, 0, 1000, 1000, 1000]));
    expect(frames).toEqual([0, 1, 2]);
    expect(warnings).toEqual([{ code: 'stacks-not-analysed', details: { frames: 6, analysed: 3 } }]);
  });

  it('hears of frames that are missing, and of no spacing then', () => {
    const { spacingMm, warnings } = read(enhanced([0, 3, 6, 15, 18]));
    expect(spacingMm).toBeNull();
    expect(warnings.map(({ code }) => code)).toEqual(['series-gap']);
  });
});

describe('a network that reads study by study', () => {
  it('waits for all files', () => {
    expect(inquiryOfFilm(film(1, 'Doe'), byStudy)).toBeNull();
  });

  it('is asked once a patient, about one film of each study, the oldest first', () => {
    const films = [
      film(1, 'Doe', { studyDate: '2024-03-01' }),
      film(2, 'Roe', { studyDate: '2020-01-01' }),
      film(3, 'Doe', { studyDate: '2019-12-31' }),
      film(4, 'Doe', { studyDate: '2024-03-01', studyTime: '08:00:00' }),
    ];
    expect(asked(films)).toEqual([
      { newest: 4, steps: [3, 1, 4] },
      { newest: 2, steps: [2] },
    ]);
  });

  it('takes of a study the projection that it was made for', () => {
    const study = { studyUid: '1.2.3', studyDate: '2024-03-01' };
    const films = [film(1, 'Doe', study, 'LL'), film(2, 'Doe', study), film(3, 'Doe', study)];
    expect(asked(films)).toEqual([{ newest: 2, steps: [2] }]);
    const [inquiry] = inquiriesOfWaiting(films, byStudy).inquiries;
    expect(inquiry!.warnings).toEqual([{ code: 'films-not-read', details: { films: 2 } }]);
  });

  it('never puts two people together: another name, another birth date, or nobody', () => {
    const films = [
      film(1, 'P', { patientName: 'Doe^Jane' }),
      film(2, 'P', { patientName: 'Roe^Richard' }),
      film(3, 'P', { patientName: 'Doe^Jane', birthDate: '1980-01-01' }),
      film(4, 'x', { patientId: null, patientName: null }),
      film(5, 'x', { patientId: null, patientName: null }),
      film(6, 'x', { patientId: null, patientName: 'Doe^Jane', birthDate: null }),
      film(7, 'x', { patientId: null, patientName: 'Doe^Jane', birthDate: null }),
    ];
    expect(asked(films)).toEqual(films.map(({ id }) => ({ newest: id, steps: [id] })));
  });

  it('is asked about a film without a date, or of another kind, by itself', () => {
    const films = [film(1, 'Doe'), film(2, 'Doe', { studyDate: null }), film(3, 'Roe', {}, 'LL')];
    expect(asked(films)).toEqual([
      { newest: 1, steps: [1] },
      { newest: 2, steps: [2] },
      { newest: 3, steps: [3] },
    ]);
  });
});
