import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, encapsulated, filmElements, writeDataSet, type FixtureDataSet } from './fixture.ts';

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

  it('with a palette becomes RGB, indices beyond it taking its end', async () => {
    const table = (...levels: number[]) => ({ vr: 'OW', value: Uint8Array.from(levels.flatMap((l) => [0, l])) });
    const descriptor = { vr: 'US', value: [2, 0, 16] } as const;
    const image = await open(
      dicomFile(
        filmElements(1, 3, Uint8Array.of(0, 1, 200), {
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
  });

  it('without a preamble is read all the same, and marked', async () => {
    const { description } = await open(writeDataSet(filmElements(3, 4, pixels8)));
    expect(codes(description.warnings)).toEqual(['dicom-meta-repaired']);
  });

  it('takes rescale, window and place from functional groups', async () => {
    const { description } = await film({
      '52009229': {
        vr: 'SQ',
        value: [
          {
            '00289110': { vr: 'SQ', value: [{ '00280030': { vr: 'DS', value: '0.5\\0.6' } }] },
            '00289145': {
              vr: 'SQ',
              value: [{ '00281052': { vr: 'DS', value: '-1024' }, '00281053': { vr: 'DS', value: '2' } }],
            },
          },
        ],
      },
    });
    expect(description.pixels.rescale).toMatchObject({ slope: 2, intercept: -1024 });
    expect(description.pixels.spacing).toEqual({ rowMm: 0.5, columnMm: 0.6, provenance: 'pixel-spacing' });
  });
});

describe('a DICOM file that is damaged or hostile', () => {
  it('cut short is truncated, in its pixels and in its header', async () => {
    const whole = dicomFile(filmElements(30, 40, new Uint16Array(1200)));
    await expect(open(whole.subarray(0, Math.round(whole.length * 0.6)))).rejects.toThrow('dicom-truncated');
    await expect(open(whole.subarray(0, 300))).rejects.toThrow('dicom-truncated');
  });

  it('with less pixel data than its size asks for is truncated', async () => {
    await expect(film({ '7FE00010': { vr: 'OB', value: new Uint8Array(6) } })).rejects.toThrow('dicom-truncated');
  });

  it('that is a program as well is opened with a warning', async () => {
    for (const start of [
      [0x4d, 0x5a],
      [0x7f, 0x45, 0x4c, 0x46],
    ]) {
      const file = dicomFile(filmElements(3, 4, pixels8), { preamble: Uint8Array.from(start) });
      expect(codes((await open(file)).description.warnings)).toEqual(['dicom-preamble-executable']);
    }
  });

  it('without the length of its meta group is repaired, not looped over', async () => {
    const file = dicomFile(filmElements(3, 4, pixels8), { withoutMetaLength: true });
    expect(codes((await open(file)).description.warnings)).toEqual(['dicom-meta-repaired']);
  });

  it('nested 100 and 10,000 deep is too deep', async () => {
    for (const depth of [100, 10_000]) {
      let bytes = new Uint8Array();
      const head = Uint8Array.from([0x40, 0, 0x30, 0xa7, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]);
      const item = Uint8Array.from([0xfe, 0xff, 0, 0xe0, 0xff, 0xff, 0xff, 0xff]);
      const ends = Uint8Array.from([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
      bytes = new Uint8Array(depth * 36);
      for (let i = 0; i < depth; i++) {
        bytes.set(head, i * 20);
        bytes.set(item, i * 20 + 12);
        bytes.set(ends, depth * 20 + i * 16);
      }
      const file = dicomFile({ '00080060': { vr: 'CS', value: 'DX' } });
      const nested = new Uint8Array(file.length + bytes.length);
      nested.set(file);
      nested.set(bytes, file.length);
      await expect(open(nested)).rejects.toThrow('dicom-too-deep');
    }
  });

  it('with an item longer than its parent overruns', async () => {
    const file = dicomFile(
      filmElements(3, 4, pixels8, { '00081140': { vr: 'SQ', value: [{ '00081150': { vr: 'UI', value: '1.2' } }] } }),
    );
    const at = Buffer.from(file).indexOf(Uint8Array.of(0xfe, 0xff, 0x00, 0xe0));
    const longer = file.slice();
    longer[at + 4] = 60;
    await expect(open(longer)).rejects.toThrow('dicom-length-overrun');
  });

  it('with an element of almost 4 GiB overruns', async () => {
    const file = dicomFile(filmElements(3, 4, pixels8, { '00091001': { vr: 'UN', value: new Uint8Array(2) } }));
    const at = Buffer.from(file).indexOf(Uint8Array.of(0x09, 0x00, 0x01, 0x10));
    const longer = file.slice();
    longer.set([0xfe, 0xff, 0xff, 0xff], at + 8);
    await expect(open(longer)).rejects.toThrow('dicom-length-overrun');
  });

  it('of impossible size is refused before anything is allocated', async () => {
    await expect(film({ '00280010': { vr: 'UL', value: [70_000] } })).rejects.toThrow('dicom-bad-dimensions');
    await expect(film({ '00280010': { vr: 'US', value: [0] } })).rejects.toThrow('dicom-bad-dimensions');
    await expect(
      film({ '00280010': { vr: 'US', value: [65_535] }, '00280011': { vr: 'US', value: [65_535] } }),
    ).rejects.toThrow('image-too-large');
  });

  it('with more frames than pixels is refused', async () => {
    for (const frames of ['2147483647', '2', '-1', 'many']) {
      await expect(film({ '00280008': { vr: 'IS', value: frames } })).rejects.toThrow('dicom-frame-count');
    }
  });

  it('whose bits contradict themselves is refused', async () => {
    const bits = (allocated: number, stored: number, high: number): FixtureDataSet => ({
      '00280100': { vr: 'US', value: [allocated] },
      '00280101': { vr: 'US', value: [stored] },
      '00280102': { vr: 'US', value: [high] },
    });
    for (const contradiction of [bits(16, 20, 19), bits(8, 8, 9), bits(8, 0, 7), bits(8, 8, 3)]) {
      await expect(film(contradiction)).rejects.toThrow('dicom-bit-depth');
    }
  });

  it('in a private transfer syntax is refused by its name', async () => {
    const file = dicomFile(filmElements(3, 4, pixels8), { transferSyntax: '1.2.840.113619.5.2.99' });
    await expect(open(file)).rejects.toMatchObject({
      code: 'dicom-syntax-unsupported',
      details: { uid: '1.2.840.113619.5.2.99' },
    });
  });

  it('without pixels, or with pixels that are no integers, says so', async () => {
    const report = { ...filmElements(3, 4, pixels8) } as Record<string, FixtureDataSet[string]>;
    delete report['7FE00010'];
    await expect(open(dicomFile(report))).rejects.toThrow('dicom-pixels-missing');
    report['7FE00008'] = { vr: 'OF', value: new Uint8Array(48) };
    await expect(open(dicomFile(report))).rejects.toThrow('dicom-pixels-unsupported');
  });

  it('without a usable scale is shown unscaled, with a warning', async () => {
    const spacing = await film({ '00280030': { vr: 'DS', value: '0\\0' } });
    expect(spacing.description.pixels.spacing.provenance).toBe('none');
    expect(codes(spacing.description.warnings)).toEqual(['dicom-no-scale']);
    for (const slope of ['0', 'NaN', 'x']) {
      const { description } = await film({ '00281053': { vr: 'DS', value: slope } });
      expect(description.pixels.rescale).toEqual({ slope: 1, intercept: 0, unit: null });
      expect(codes(description.warnings)).toEqual(['dicom-no-scale']);
    }
  });

  it('with a deceptive name shows it as it is, with a warning', async () => {
    for (const name of ['<img onerror=x>', 'Doe\u202eenaJ', 'Doe\u0007']) {
      const { description } = await film({ '00100010': { vr: 'PN', value: name } });
      expect(codes(description.warnings)).toEqual(['text-suspicious']);
      expect(description.identity.patientName).not.toMatch(/[\u0000-\u001f\u202e]/);
    }
    const { description } = await film({ '00080005': { vr: 'CS', value: 'NO SUCH SET' } });
    expect(codes(description.warnings)).toEqual(['text-suspicious']);
  });

  it('whose compressed frames lie about their size or are rubbish is refused at decoding', async () => {
    const rubbish = encapsulated([Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff)]);
    const syntaxes = ['4.50', '4.70', '4.80', '4.90', '4.201', '5', '8.1'].map((end) => `1.2.840.10008.1.2.${end}`);
    for (const transferSyntax of syntaxes) {
      const image = await open(dicomFile(filmElements(3, 4, pixels8, { '7FE00010': rubbish }), { transferSyntax }));
      await expect(image.stored(0)).rejects.toThrow(/codec-(corrupt|size-mismatch)/);
    }
  });

  it('with fewer fragments than frames is refused', async () => {
    const more: FixtureDataSet = {
      '7FE00010': encapsulated([new Uint8Array(80)]),
      '00280008': { vr: 'IS', value: '3' },
    };
    const file = dicomFile(filmElements(3, 4, pixels8, more), { transferSyntax: '1.2.840.10008.1.2.5' });
    await expect(open(file)).rejects.toThrow('dicom-frame-count');
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
