import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './byte-source.ts';
import { DiscContents, isDicomdirName, readDicomdir } from './dicomdir.ts';
import { dicomdirFile, discOf } from './dicomdir.fixture.ts';

const read = (bytes: Uint8Array) => readDicomdir(bytesInMemory(bytes));

describe('the directory of a disc', () => {
  it('names its files in the order of its records, each once', async () => {
    expect(await read(discOf(['IMAGES\\IM2', 'IMAGES\\IM1', 'README', 'IMAGES\\IM2']))).toEqual([
      'IMAGES/IM2',
      'IMAGES/IM1',
      'README',
    ]);
    expect(await read(discOf([]))).toEqual([]);
  });

  it('leaves out what is out of use', async () => {
    const records = [
      { type: 'IMAGE', file: 'OLD', inUse: false, next: 2 },
      { type: 'IMAGE', file: 'NEW' },
    ];
    expect(await read(dicomdirFile(records))).toEqual(['NEW']);
  });

  it('names files whose records nothing points at', async () => {
    expect(await read(dicomdirFile([{ type: 'PATIENT' }, { type: 'IMAGE', file: 'IM1' }], 0))).toEqual(['IM1']);
  });

  it.each(['..\\..\\etc\\passwd', 'IMAGES\\..\\..\\X', '/etc/passwd', 'C:\\X', '../../X', 'A/../../X'])(
    'that climbs out (32: %s) is refused',
    async (file) => {
      await expect(read(discOf(['IM1', file]))).rejects.toThrow('dicomdir-path-escape');
    },
  );

  it.each([
    ['a record that follows itself', [{ type: 'PATIENT', next: 1 }]],
    [
      'two that follow each other',
      [
        { type: 'PATIENT', next: 2 },
        { type: 'PATIENT', next: 1 },
      ],
    ],
    [
      'one below itself',
      [
        { type: 'PATIENT', lower: 2 },
        { type: 'STUDY', lower: 1 },
      ],
    ],
    [
      'two that share a third',
      [{ type: 'PATIENT', lower: 3, next: 2 }, { type: 'PATIENT', lower: 3 }, { type: 'STUDY' }],
    ],
  ])('that runs in a circle (32: %s) is refused', async (_, records) => {
    await expect(read(dicomdirFile(records))).rejects.toThrow('dicomdir-loop');
  });

  it('of more than 64 MiB is not read', async () => {
    const source = { ...bytesInMemory(discOf(['IM1'])), size: 64 * 2 ** 20 + 1 };
    await expect(readDicomdir(source)).rejects.toThrow('folder-limit');
  });

  it('is known by its name, as file systems of discs write it', () => {
    expect(['DICOMDIR', 'dicomdir', 'DICOMDIR.;1', 'Dicomdir;1'].every(isDicomdirName)).toBe(true);
    expect(['DICOMDIR.txt', 'MYDICOMDIR', 'DICOM'].some(isDicomdirName)).toBe(false);
  });

  it('knows its files whatever the case, and which of them are missing', () => {
    const contents = new DiscContents(['IMAGES/IM1', 'IMAGES/IM2', 'IMAGES/IM3']);
    expect(contents.meet('images/im1.;1')).toBe(true);
    expect(contents.meet('Images/Im2')).toBe(true);
    expect(contents.meet('viewer/run.exe')).toBe(false);
    expect(contents.missing).toEqual(['IMAGES/IM3']);
  });
});

const discs = join(process.env['SKIAGRAPH_DATA'] ?? '', 'dicom/files/dicomdirtests');
const there = process.env['SKIAGRAPH_DATA'] !== undefined && existsSync(join(discs, 'DICOMDIR'));

/** Counted with pydicom 3.0.2: records with a (0004,1500), the same 31 in every variant. */
describe.skipIf(!there)('DICOMDIRs of the conformance corpus', () => {
  it.each(['DICOMDIR', 'DICOMDIR-bigEnd', 'DICOMDIR-implicit', 'DICOMDIR-nopatient', 'DICOMDIR-reordered'])(
    '%s names the files that pydicom finds',
    async (name) => {
      const files = await read(new Uint8Array(readFileSync(join(discs, name))));
      expect(files).toHaveLength(31);
      expect(files[0]).toBe('77654033/CR1/6154');
      for (const file of files) expect(existsSync(join(discs, file)), file).toBe(true);
    },
  );

  it('DICOMDIR-nooffset, whose last record lost an element and overruns the file, is damaged', async () => {
    await expect(read(new Uint8Array(readFileSync(join(discs, 'DICOMDIR-nooffset'))))).rejects.toThrow(
      'dicom-truncated',
    );
  });
});
