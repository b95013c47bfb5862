import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, filmElements, writeDataSet, type FixtureDataSet } from './fixture.ts';

const pixels8 = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
const open = (bytes: Uint8Array) => openImage(bytesInMemory(bytes));
const film = (more: FixtureDataSet = {}) => open(dicomFile(filmElements(3, 4, pixels8, more)));
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

describe('a DICOM film', () => {
  it('is described from its header', async () => {
    const { description } = await film({
      '00101010': { vr: 'AS', value: '003Y' },
      '00281050': { vr: 'DS', value: '128\\40' },
      '00281051': { vr: 'DS', value: '256\\80' },
      '00181164': { vr: 'DS', value: '0.15\\0.15' },
      '00200020': { vr: 'CS', value: 'L\\F' },
    });
    expect(description).toMatchObject({
      identity: { patientId: 'PID-1', patientName: 'Doe, Jane', birthDate: '2023-03-01', sex: 'F' },
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      patientOrientation: ['L', 'F'],
      gate: { container: 'dicom', modality: 'DX', bodyPart: 'CHEST', viewPosition: 'PA', ageYears: 3 },
      warnings: [],
    });
    expect(description.pixels).toMatchObject({
      rows: 3,
      columns: 4,
      frames: 1,
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      sampleType: 'uint8',
      bitsStored: 8,
      windows: [
        { center: 128, width: 256, function: 'LINEAR' },
        { center: 40, width: 80, function: 'LINEAR' },
      ],
      spacing: { rowMm: 0.15, columnMm: 0.15, provenance: 'imager-pixel-spacing' },
      lossy: false,
    });
  });

  it('decodes to the values that were stored', async () => {
    const image = await film();
    const frame = image.frameOf(await image.stored(0));
    expect([...frame.values]).toEqual([...pixels8]);
  });

  it('keeps signs and drops bits above the stored ones', async () => {
    const words = Uint16Array.of(0xf801, 0x0801, 0x07ff, 0xffff);
    const image = await open(
      dicomFile(
        filmElements(2, 2, words, {
          '00280101': { vr: 'US', value: [12] },
          '00280102': { vr: 'US', value: [11] },
          '00280103': { vr: 'US', value: [1] },
        }),
      ),
    );
    expect([...(await image.stored(0)).values]).toEqual([-2047, -2047, 2047, -1]);
  });

  it('hands out each of its frames', async () => {
    const image = await open(dicomFile(filmElements(3, 2, pixels8, { '00280008': { vr: 'IS', value: '2' } })));
    expect([...(await image.stored(1)).values]).toEqual([...pixels8.subarray(6)]);
    await expect(image.stored(2)).rejects.toThrow('dicom-frame-count');
  });

  it('of planes is brought to pixels', async () => {
    const planes = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const image = await open(dicomFile(filmElements(1, 2, planes, { '00280006': { vr: 'US', value: [1] } })));
    expect([...(await image.stored(0)).bytes]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it('with a palette becomes RGB', async () => {
    const table = (...levels: number[]) => ({ vr: 'OW', value: Uint8Array.from(levels.flatMap((l) => [0, l])) });
    // some writers state 8 bits and use 16
    for (const bits of [16, 8]) {
      const descriptor = { vr: 'US', value: [2, 0, bits] } as const;
      const image = await open(
        dicomFile(
          filmElements(1, 3, Uint8Array.of(0, 1, 1), {
            '00280004': { vr: 'CS', value: 'PALETTE COLOR' },
            '00281101': descriptor,
            '00281102': descriptor,
            '00281103': descriptor,
            '00281201': table(10, 20),
            '00281202': table(30, 40),
            '00281203': table(50, 60),
          }),
        ),
      );
      expect(image.description.pixels).toMatchObject({ photometric: 'RGB', samplesPerPixel: 3, sampleType: 'uint8' });
      expect([...image.frameOf(await image.stored(0)).values]).toEqual([10, 30, 50, 20, 40, 60, 20, 40, 60]);
    }
  });

  it('whose palette of bytes lies in big-endian words has its colours', async () => {
    const descriptor = { vr: 'US', value: [3, 0, 8] } as const;
    const channel = (...levels: number[]) => ({ vr: 'OW', value: Uint8Array.from(levels) });
    const elements = filmElements(1, 3, Uint8Array.of(0, 1, 2), {
      '00280004': { vr: 'CS', value: 'PALETTE COLOR' },
      '00281101': descriptor,
      '00281102': descriptor,
      '00281103': descriptor,
      // the second of two bytes comes first
      '00281201': channel(20, 10, 0, 30),
      '00281202': channel(21, 11, 0, 31),
      '00281203': channel(22, 12, 0, 32),
    });
    const image = await open(dicomFile(elements, { transferSyntax: '1.2.840.10008.1.2.2', bigEndian: true }));
    expect([...image.frameOf(await image.stored(0)).values]).toEqual([10, 11, 12, 20, 21, 22, 30, 31, 32]);
  });

  it('whose modality table is shorter than it says has no scale, and says so', async () => {
    const table = (values: number) => ({
      '00283000': {
        vr: 'SQ',
        value: [
          {
            '00283002': { vr: 'US', value: [4, 0, 16] },
            '00283006': { vr: 'OW', value: new Uint8Array(values * 2) },
          },
        ],
      } as const,
    });
    const { description } = await film(table(1));
    expect(description.pixels.modalityLut).toBeNull();
    expect(codes(description.warnings)).toEqual(['dicom-no-scale']);
    expect((await film(table(4))).description.warnings).toEqual([]);
  });

  it('without a preamble is read all the same, and marked', async () => {
    const { description } = await open(writeDataSet(filmElements(3, 4, pixels8)));
    expect(codes(description.warnings)).toEqual(['dicom-meta-repaired']);
  });

  it('of films’ pictures without pixels says that they are missing', async () => {
    const report = { ...filmElements(3, 4, pixels8) } as Record<string, FixtureDataSet[string]>;
    delete report['7FE00010'];
    await expect(open(dicomFile(report))).rejects.toThrow('dicom-pixels-missing');
  });

  it('is described alike in every way of writing', async () => {
    const { description } = await film({ '00200032': { vr: 'DS', value: '1\\2\\3' } });
    for (const [uid, encoding] of [
      ['1.2.840.10008.1.2', { implicit: true }],
      ['1.2.840.10008.1.2.2', { bigEndian: true }],
      ['1.2.840.10008.1.2.1', { undefinedLengths: true }],
    ] as const) {
      const file = filmElements(3, 4, pixels8, { '00200032': { vr: 'DS', value: '1\\2\\3' } });
      const other = await open(dicomFile(file, { transferSyntax: uid, ...encoding }));
      expect(other.description).toEqual({ ...description, transferSyntaxUid: uid });
      expect([...(await other.stored(0)).values]).toEqual([...pixels8]);
    }
  });
});

describe('colour in a DICOM image', () => {
  const [y, cb, cr] = [76, 85, 255];
  const red = (values: Iterable<number>) => {
    const [r = 0, g = 255, b = 255] = [...values];
    return r > 250 && g < 5 && b < 5;
  };
  const frameOf = async (pixels: Uint8Array, more: FixtureDataSet) => {
    const image = await open(dicomFile(filmElements(1, 2, pixels, more)));
    const stored = await image.stored(0);
    return { stored: [...stored.bytes], shown: image.frameOf(stored) };
  };

  it('is RGB when shown and as it was when hashed', async () => {
    const { stored, shown } = await frameOf(Uint8Array.of(y, cb, cr, y, cb, cr), {
      '00280004': { vr: 'CS', value: 'YBR_FULL' },
    });
    expect(stored).toEqual([y, cb, cr, y, cb, cr]);
    expect(red(shown.values)).toBe(true);
  });

  it('of studio range reaches black and white all the same', async () => {
    const { shown } = await frameOf(Uint8Array.of(16, 235, 128, 128), {
      '00280002': { vr: 'US', value: [3] },
      '00280004': { vr: 'CS', value: 'YBR_PARTIAL_422' },
    });
    expect([...shown.values]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('is not halved where the file holds all of it, whatever it says', async () => {
    const { stored, shown } = await frameOf(Uint8Array.of(y, cb, cr, y, cb, cr), {
      '00280004': { vr: 'CS', value: 'YBR_FULL_422' },
    });
    expect(stored).toEqual([y, cb, cr, y, cb, cr]);
    expect(red(shown.values.subarray(3))).toBe(true);
  });

  it('is RGB where whoever unpacked JPEG 2000 left its name on it', async () => {
    const { shown } = await frameOf(Uint8Array.of(1, 2, 3, 4, 5, 6), { '00280004': { vr: 'CS', value: 'YBR_RCT' } });
    expect([...shown.values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('with half its chroma is spread over both pixels', async () => {
    const { stored, shown } = await frameOf(Uint8Array.of(y, y, cb, cr), {
      '00280002': { vr: 'US', value: [3] },
      '00280004': { vr: 'CS', value: 'YBR_FULL_422' },
    });
    expect(stored).toEqual([y, y, cb, cr]);
    expect(shown.values.length).toBe(6);
    expect(red(shown.values.subarray(3))).toBe(true);
  });
});
