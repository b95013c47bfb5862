import { describe, expect, it } from 'vitest';
import { DocumentDescription } from '../../../src-shared/imaging/document.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openContent, openImage } from '../open-image.ts';
import { dicomFile, filmElements, type FixtureDataSet } from './fixture.ts';

const STORAGE = '1.2.840.10008.5.1.4.1.1';

function objectFile(sopClass: string, more: FixtureDataSet = {}): Uint8Array {
  const { '7FE00010': pixels, ...elements } = filmElements(1, 1, new Uint8Array(1), {
    '00080016': { vr: 'UI', value: sopClass },
    ...more,
  });
  expect(pixels).toBeDefined();
  return dicomFile(elements);
}
async function documentOf(file: Uint8Array) {
  const content = await openContent(bytesInMemory(file));
  if (!('document' in content)) throw new Error('a picture');
  const whole = { ...content.document, fileBytes: 1, fileSha256: '0'.repeat(64) };
  expect(DocumentDescription.parse(whole)).toEqual(whole);
  return content.document;
}

describe('a DICOM object without pixels', () => {
  it('is recognised, named and placed in its study', async () => {
    const pdf = objectFile(`${STORAGE}.104.1`, {
      '00080060': { vr: 'CS', value: 'DOC' },
      '00420010': { vr: 'ST', value: 'Discharge letter' },
      '00420011': { vr: 'OB', value: new Uint8Array(100) },
    });
    expect(await documentOf(pdf)).toMatchObject({
      kind: 'pdf',
      title: 'Discharge letter',
      modality: 'DOC',
      identity: { patientId: 'PID-1', patientName: 'Doe, Jane', studyUid: '1.2.826.0.1.3680043.8.498.1' },
      seriesUid: '1.2.826.0.1.3680043.8.498.1.1',
      sopClassUid: `${STORAGE}.104.1`,
      warnings: [],
    });
  });

  it('is named by what it says of itself, a report by its concept', async () => {
    const concept = {
      '0040A043': { vr: 'SQ', value: [{ '00080104': { vr: 'LO', value: 'Chest CT report' } }] },
    } as const;
    expect((await documentOf(objectFile(`${STORAGE}.88.33`, concept))).title).toBe('Chest CT report');
    const label = { '30060002': { vr: 'SH', value: 'Organs' } };
    expect(await documentOf(objectFile(`${STORAGE}.481.3`, label))).toMatchObject({
      kind: 'rt-structures',
      title: 'Organs',
    });
    expect((await documentOf(objectFile(`${STORAGE}.9.1.1`))).title).toBeNull();
  });

  it('of a class of pictures is a picture whose pixels are missing', async () => {
    await expect(openContent(bytesInMemory(objectFile(`${STORAGE}.2`)))).rejects.toThrow('dicom-pixels-missing');
  });

  it('cannot be opened as a picture', async () => {
    await expect(openImage(bytesInMemory(objectFile(`${STORAGE}.88.33`)))).rejects.toThrow('dicom-pixels-missing');
  });

  it('with a deceptive title is marked', async () => {
    const title = { '00420010': { vr: 'ST', value: 'Letter\u202egpj' } };
    const { warnings } = await documentOf(objectFile(`${STORAGE}.104.1`, title));
    expect(warnings.map(({ code }) => code)).toEqual(['text-suspicious']);
  });

  it('larger than any header may be is read without being held', async () => {
    const large = objectFile(`${STORAGE}.104.1`, { '00420011': { vr: 'OB', value: new Uint8Array(9 * 2 ** 20) } });
    expect(await documentOf(large)).toMatchObject({ kind: 'pdf' });
  });
});
