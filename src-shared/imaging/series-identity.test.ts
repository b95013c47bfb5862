import { describe, expect, it } from 'vitest';
import { groupInstances } from './series-identity.ts';
import type { SeriesInstance } from './series-plane.ts';
import { axialSlice, pictureFile } from './series.fixture.ts';

const filesOf = (instances: readonly SeriesInstance[]) =>
  groupInstances(instances).series.map(({ instances: own }) => own.map(({ name }) => name));

describe('instances', () => {
  it('are grouped by study and series', () => {
    const files = [
      axialSlice(1, 0),
      axialSlice(2, 0, { seriesUid: '1.2.3.2' }),
      axialSlice(3, 0, { identity: { studyUid: '1.2.4' } }),
      axialSlice(4, 1),
    ];
    expect(filesOf(files)).toEqual([['1.dcm', '4.dcm'], ['2.dcm'], ['3.dcm']]);
    expect(groupInstances(files)).toMatchObject({ errors: [], notes: [] });
  });

  it('without a series are put together by what they say of it; pictures stand alone', () => {
    expect(filesOf([axialSlice(1, 0, { seriesUid: null }), axialSlice(2, 5, { seriesUid: ' ' })])).toHaveLength(1);
    const pictures = groupInstances([pictureFile(1), pictureFile(2)]);
    expect(pictures).toMatchObject({ errors: [], notes: [] });
    expect(pictures.series).toHaveLength(2);
  });

  it.each([
    ['id', { patientId: 'P2' }],
    ['issuer', { issuer: 'Ward 3' }],
    ['birth date', { birthDate: '1971-05-01' }],
    ['lack of any', { patientId: null, patientName: null }],
  ])('of two patients in one study and series are kept apart by %s, with an error', (_name, identity) => {
    const files = [axialSlice(1, 0), axialSlice(2, 1, { identity }), axialSlice(3, 2)];
    expect(filesOf(files)).toEqual([['1.dcm', '3.dcm'], ['2.dcm']]);
    expect(groupInstances(files).errors).toEqual([
      { code: 'patient-mismatch', details: { patients: 2, files: '1.dcm, 2.dcm' } },
    ]);
  });

  it('of one id under two names are kept apart, with a warning on both', () => {
    const files = [
      axialSlice(1, 0),
      axialSlice(2, 1, { identity: { patientName: 'Roe, Richard' } }),
      axialSlice(3, 2, { identity: { patientName: 'DOE^JANE' } }),
    ];
    expect(filesOf(files)).toEqual([['1.dcm', '3.dcm'], ['2.dcm']]);
    const { series, errors } = groupInstances(files);
    expect(errors).toEqual([]);
    for (const { warnings } of series) {
      expect(warnings).toEqual([{ code: 'identity-name-differs', details: { names: 2, files: '1.dcm, 2.dcm' } }]);
    }
  });

  it('that leave the name open belong to the one name that there is', () => {
    const files = [axialSlice(1, 0), axialSlice(2, 1, { identity: { patientName: null } })];
    expect(filesOf(files)).toEqual([['1.dcm', '2.dcm']]);
    const other = axialSlice(3, 2, { identity: { patientName: 'Roe' } });
    expect(filesOf([...files, other])).toEqual([['1.dcm'], ['2.dcm'], ['3.dcm']]);
  });

  it('of one UID and two contents: only the first is kept, with an error', () => {
    const files = [axialSlice(1, 0), axialSlice(2, 1, { instanceUid: '1.2.3.1.1' }), axialSlice(3, 2)];
    expect(filesOf(files)).toEqual([['1.dcm', '3.dcm']]);
    expect(groupInstances(files).errors).toEqual([
      { code: 'dicom-uid-conflict', details: { count: 2, files: '1.dcm, 2.dcm' } },
    ]);
  });

  it('that are copies are read once, with a note', () => {
    const files = [axialSlice(1, 0), { ...axialSlice(1, 0), name: 'copy.dcm' }];
    expect(filesOf(files)).toEqual([['1.dcm']]);
    expect(groupInstances(files)).toMatchObject({
      errors: [],
      notes: [{ code: 'instance-duplicate', details: { count: 1, files: 'copy.dcm' } }],
    });
  });

  it('name as many files as a sentence can carry', () => {
    const long = 'x'.repeat(200);
    const files = Array.from({ length: 9 }, (_, i) => ({ ...axialSlice(1, 0), name: `${i}${long}` }));
    const { files: named } = groupInstances(files).notes[0]!.details;
    expect(String(named).split(', ')).toHaveLength(6);
    expect(String(named).length).toBeLessThanOrEqual(500);
  });
});
