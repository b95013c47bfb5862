import { describe, expect, it } from 'vitest';
import { groupInstances } from './series-identity.ts';
import { axialSlice, pictureFile, type Change } from './series.fixture.ts';
import { seriesKey, studyKey } from './study-keys.ts';

const NOBODY = { patientId: null, patientName: null, birthDate: null };
/** A slice whose UIDs were removed, and with them what `change` says. */
const bare = (n: number, mm: number | null, { identity, ...change }: Change = {}) =>
  axialSlice(n, mm, { seriesUid: null, instanceUid: null, ...change, identity: { studyUid: null, ...identity } });
const NO_FRAME = { acquisition: { frameOfReferenceUid: null } };
const keyOf = ({ description }: ReturnType<typeof bare>, folder = '/stick') => studyKey(description, folder);

/** How many instances each series has that comes of files in a folder, or in several. */
function grouped(...files: (ReturnType<typeof bare> & { folder?: string })[]) {
  return groupInstances(files.map((file) => ({ folder: '/stick', ...file }))).series.map(
    ({ instances }) => instances.length,
  );
}

describe('a file with UIDs', () => {
  it('is filed by its study, wherever it lies; without a study by its series', () => {
    expect(keyOf(axialSlice(1, 0), '/a')).toBe(keyOf(axialSlice(2, 5), '/b'));
    expect(keyOf(axialSlice(1, 0, { identity: { studyUid: null } }))).toBe('series:1.2.3.1');
  });
});

describe('a picture', () => {
  it('is a study and a series of its own', () => {
    const [one, two] = [pictureFile(1).description, pictureFile(2).description];
    expect(studyKey(one, '/stick')).not.toBe(studyKey(two, '/stick'));
    expect(seriesKey(one, '/stick')).not.toBe(seriesKey(two, '/stick'));
  });
});

describe('files whose UIDs were removed', () => {
  it('are one series where folder, patient and series description agree', () => {
    expect(grouped(bare(1, 0), bare(2, 5), bare(3, 10))).toEqual([3]);
  });

  it('are series of their own where folder, number, description or modality differ', () => {
    expect(grouped(bare(1, 0), { ...bare(2, 5), folder: '/other' })).toEqual([1, 1]);
    expect(grouped(bare(1, 0), bare(2, 5, { seriesNumber: 2 }))).toEqual([1, 1]);
    expect(grouped(bare(1, 0), bare(2, 5, { seriesDescription: 'Abdomen' }))).toEqual([1, 1]);
    expect(grouped(bare(1, 0), bare(2, 5, { modality: 'MR' }))).toEqual([1, 1]);
  });

  it('never mix two patients, nor one id under two names', () => {
    const other = { identity: { patientId: 'P2', patientName: 'Roe, Richard' } };
    expect(grouped(bare(1, 0), bare(2, 5, other), bare(3, 10))).toEqual([2, 1]);
    expect(grouped(bare(1, 0), bare(2, 5, { identity: { patientName: 'Roe, Richard' } }))).toEqual([1, 1]);
    expect(keyOf(bare(1, 0))).not.toBe(keyOf(bare(2, 5, { identity: { birthDate: '1971-01-01' } })));
  });

  it.each([
    ['no name', {}],
    ['a placeholder', { patientName: 'ANONYMOUS^^', patientId: '0000' }],
    ['a placeholder in Chinese', { patientName: '匿名患者' }],
  ])('belong together under %s only where something shows it', (_, named) => {
    const nobody = { ...NOBODY, ...named };
    const film = (n: number, identity: object = {}) =>
      bare(n, null, { ...NO_FRAME, modality: 'DX', identity: { ...nobody, ...identity } });
    expect(grouped(film(1), film(2)), 'films').toEqual([1, 1]);
    const taken = { studyDate: '2026-11-28', studyTime: '10:11:12' };
    expect(grouped(film(1, taken), film(2, taken)), 'films of one second').toEqual([2]);
    const midnight = { studyDate: '1900-01-01', studyTime: '00:00:00' };
    expect(grouped(film(1, midnight), film(2, midnight)), 'a second that stands for none').toEqual([1, 1]);
    const slice = (n: number, mm: number, change: Change = {}) => bare(n, mm, { ...change, identity: nobody });
    expect(grouped(slice(1, 0), slice(2, 5)), 'one frame of reference').toEqual([2]);
    expect(grouped(slice(1, 0, NO_FRAME), slice(2, 5, NO_FRAME)), 'one stack').toEqual([2]);
    const beside = { ...NO_FRAME, pixels: { imagePositionMm: [31.5, -12, 5] as [number, number, number] } };
    expect(grouped(slice(1, 0, NO_FRAME), slice(2, 5, beside)), 'another stack').toEqual([1, 1]);
  });

  it('says nothing of a patient where a name only begins like a placeholder', () => {
    const film = (n: number, patientId: string) =>
      bare(n, null, { ...NO_FRAME, modality: 'DX', identity: { ...NOBODY, patientId } });
    expect(grouped(film(1, 'ANON-0172'), film(2, 'ANON-0172'), film(3, 'ANON-0173'))).toEqual([2, 1]);
  });
});
