import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, encapsulated, filmElements, type FixtureDataSet, type FixtureOptions } from './fixture.ts';

const RLE = '1.2.840.10008.1.2.5';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const pixels8 = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
const REFERENCES: FixtureDataSet = { '00081140': { vr: 'SQ', value: [{ '00081150': { vr: 'UI', value: '1.2' } }] } };

const film = (more: FixtureDataSet = {}, options: FixtureOptions = {}) =>
  dicomFile(filmElements(3, 4, pixels8, more), options);
const open = (bytes: Uint8Array) => openImage(bytesInMemory(bytes));
const warningsOf = async (bytes: Uint8Array) => (await open(bytes)).description.warnings.map(({ code }) => code);

/** The same file with bytes changed behind the first place where `marker` stands. */
function patched(
  file: Uint8Array,
  marker: readonly number[],
  change: (at: number, copy: Uint8Array) => void,
): Uint8Array {
  const at = Buffer.from(file).indexOf(Uint8Array.from(marker));
  if (at < 0) throw new Error('no such bytes');
  const copy = file.slice();
  change(at, copy);
  return copy;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A sequence in a sequence in a sequence …, all of undefined or all of defined length. */
function nested(depth: number, defined: boolean): Uint8Array {
  const head = [0x40, 0, 0x30, 0xa7, 0x53, 0x51, 0, 0];
  const bytes = new Uint8Array(depth * (defined ? 20 : 36));
  const view = new DataView(bytes.buffer);
  for (let level = 0; level < depth; level++) {
    const inside = (depth - level - 1) * 20;
    bytes.set(head, level * 20);
    view.setUint32(level * 20 + 8, defined ? inside + 8 : 0xffffffff, true);
    bytes.set([0xfe, 0xff, 0, 0xe0], level * 20 + 12);
    view.setUint32(level * 20 + 16, defined ? inside : 0xffffffff, true);
    if (!defined) bytes.set([0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0], depth * 20 + level * 16);
  }
  return bytes;
}

describe('a hostile or damaged DICOM file', () => {
  it('cut at 60 % is truncated', async () => {
    const whole = dicomFile(filmElements(30, 40, new Uint16Array(1200)));
    await expect(open(whole.subarray(0, Math.round(whole.length * 0.6)))).rejects.toThrow('dicom-truncated');
  });

  it('cut anywhere is refused by a name of its own', async () => {
    const whole = film(REFERENCES, { undefinedLengths: true });
    for (let length = 0; length < whole.length; length++) {
      await expect(open(whole.subarray(0, length))).rejects.toThrow(
        /^(not-an-image|dicom-(truncated|unterminated|pixels-missing))$/,
      );
    }
  });

  it('that is empty, or text, is no image', async () => {
    for (const content of ['', 'Dear colleague, please find enclosed']) {
      await expect(open(new TextEncoder().encode(content))).rejects.toThrow('not-an-image');
    }
  });

  it('that is a program as well is opened with a warning', async () => {
    for (const start of [
      [0x4d, 0x5a],
      [0x7f, 0x45, 0x4c, 0x46],
    ]) {
      expect(await warningsOf(film({}, { preamble: Uint8Array.from(start) }))).toEqual(['dicom-preamble-executable']);
    }
  });

  it('without the length of its meta group is repaired, not looped over', async () => {
    expect(await warningsOf(film({}, { withoutMetaLength: true }))).toEqual(['dicom-meta-repaired']);
  });

  it('nested 65 or 10,000 deep is too deep, 64 deep is not', async () => {
    const before = dicomFile({ '00080060': { vr: 'CS', value: 'DX' } });
    for (const defined of [true, false]) {
      for (const depth of [65, 10_000]) {
        await expect(open(joined(before, nested(depth, defined)))).rejects.toThrow('dicom-too-deep');
      }
      await expect(open(joined(before, nested(64, defined)))).rejects.toThrow('dicom-pixels-missing');
    }
  });

  it('with an item longer than its parent overruns', async () => {
    const longer = patched(film(REFERENCES), [0xfe, 0xff, 0x00, 0xe0], (at, copy) => (copy[at + 4] = 60));
    await expect(open(longer)).rejects.toThrow('dicom-length-overrun');
  });

  it('with an element of almost 4 GiB overruns', async () => {
    const file = film({ '00091001': { vr: 'UN', value: new Uint8Array(2) } });
    const longer = patched(file, [0x09, 0x00, 0x01, 0x10], (at, copy) => copy.set([0xfe, 0xff, 0xff, 0xff], at + 8));
    await expect(open(longer)).rejects.toThrow('dicom-length-overrun');
    const pixels = patched(film(), [0xe0, 0x7f, 0x10, 0x00], (at, copy) => copy.set([0xfe, 0xff, 0xff, 0xff], at + 8));
    await expect(open(pixels)).rejects.toThrow('dicom-length-overrun');
  });

  it('with a list or compressed pixels that never end is unterminated', async () => {
    const lists = film(REFERENCES, { undefinedLengths: true });
    const endless = patched(lists, [0xfe, 0xff, 0xdd, 0xe0], (at, copy) => copy.copyWithin(at, at + 8));
    await expect(open(endless)).rejects.toThrow('dicom-unterminated');
    const item = patched(lists, [0xfe, 0xff, 0x0d, 0xe0], (at, copy) => copy.copyWithin(at, at + 8));
    await expect(open(item)).rejects.toThrow('dicom-unterminated');
    const frames = film({ '7FE00010': encapsulated([new Uint8Array(80)]) }, { transferSyntax: RLE });
    await expect(open(frames.subarray(0, frames.length - 8))).rejects.toThrow('dicom-unterminated');
  });

  it('whose end marks claim a length is repaired', async () => {
    const claim = (at: number, copy: Uint8Array) => copy.fill(0xff, at + 4, at + 8);
    for (const mark of [
      [0xfe, 0xff, 0x0d, 0xe0],
      [0xfe, 0xff, 0xdd, 0xe0],
    ]) {
      const file = patched(film(REFERENCES, { undefinedLengths: true }), mark, claim);
      expect(await warningsOf(file)).toEqual(['dicom-delimiter-repaired']);
    }
    const frames = film({ '7FE00010': encapsulated([new Uint8Array(80)]) }, { transferSyntax: RLE });
    expect(await warningsOf(patched(frames, [0xfe, 0xff, 0xdd, 0xe0], claim))).toEqual(['dicom-delimiter-repaired']);
  });

  it('with a mebibyte of zeros behind it is opened with a warning that counts them', async () => {
    const { description } = await open(joined(film(), new Uint8Array(2 ** 20)));
    expect(description.warnings).toEqual([{ code: 'dicom-trailing-bytes', details: { bytes: 2 ** 20 } }]);
    const frames = film({ '7FE00010': encapsulated([new Uint8Array(80)]) }, { transferSyntax: RLE });
    expect(await warningsOf(joined(frames, new Uint8Array(512)))).toEqual(['dicom-trailing-bytes']);
  });

  it('with elements behind its pixels is as good as without', async () => {
    expect(await warningsOf(film({ FFFCFFFC: { vr: 'OB', value: new Uint8Array(100) } }))).toEqual([]);
  });

  it('with 70,000 rows, or none, is of impossible size', async () => {
    await expect(open(film({ '00280010': { vr: 'UL', value: [70_000] } }))).rejects.toThrow('dicom-bad-dimensions');
    await expect(open(film({ '00280010': { vr: 'US', value: [0] } }))).rejects.toThrow('dicom-bad-dimensions');
  });

  it('with a palette image whose area wraps 32 bits is larger than its data', async () => {
    const descriptor = { vr: 'US', value: [1, 0, 8] } as const;
    const colours = { vr: 'OW', value: new Uint8Array(2) } as const;
    const wrapping = film({
      '00280004': { vr: 'CS', value: 'PALETTE COLOR' },
      '00280010': { vr: 'US', value: [65_535] },
      '00280011': { vr: 'US', value: [65_535] },
      '00281101': descriptor,
      '00281102': descriptor,
      '00281103': descriptor,
      '00281201': colours,
      '00281202': colours,
      '00281203': colours,
    });
    await expect(open(wrapping)).rejects.toThrow('dicom-pixels-too-large');
  });

  it('with indices beyond its palette is opened with a warning, the colour at the end in their place', async () => {
    const table = (...levels: number[]) => ({ vr: 'OW', value: Uint8Array.from(levels.flatMap((l) => [0, l])) });
    const palette = (pixels: Uint8Array) => {
      const descriptor = { vr: 'US', value: [2, 0, 16] } as const;
      return dicomFile(
        filmElements(1, 3, pixels, {
          '00280004': { vr: 'CS', value: 'PALETTE COLOR' },
          '00281101': descriptor,
          '00281102': descriptor,
          '00281103': descriptor,
          '00281201': table(10, 20),
          '00281202': table(30, 40),
          '00281203': table(50, 60),
        }),
      );
    };
    const beyond = await open(palette(Uint8Array.of(0, 1, 200)));
    expect(beyond.description.warnings).toEqual([{ code: 'dicom-palette-range', details: {} }]);
    expect([...beyond.frameOf(await beyond.stored(0)).values]).toEqual([10, 30, 50, 20, 40, 60, 20, 40, 60]);
    expect(await warningsOf(palette(Uint8Array.of(0, 1, 1)))).toEqual([]);
  });

  it('with more frames than pixels is refused', async () => {
    for (const frames of ['2147483647', '100001', '2', '-1', 'many']) {
      await expect(open(film({ '00280008': { vr: 'IS', value: frames } }))).rejects.toThrow('dicom-frame-count');
    }
    const more = { '7FE00010': encapsulated([new Uint8Array(80)]), '00280008': { vr: 'IS', value: '3' } };
    await expect(open(film(more, { transferSyntax: RLE }))).rejects.toThrow('dicom-frame-count');
  });

  it('whose bits contradict themselves is refused', async () => {
    for (const [allocated, stored, high] of [
      [16, 20, 19],
      [8, 8, 9],
      [8, 0, 7],
      [8, 8, 3],
    ] as const) {
      const contradiction = film({
        '00280100': { vr: 'US', value: [allocated] },
        '00280101': { vr: 'US', value: [stored] },
        '00280102': { vr: 'US', value: [high] },
      });
      await expect(open(contradiction)).rejects.toThrow('dicom-bit-depth');
    }
  });

  it('that inflates beyond the limit is refused without having been inflated', async () => {
    const start = dicomFile({}, { transferSyntax: DEFLATED });
    const bomb = deflateRawSync(new Uint8Array(520 * 2 ** 20), { level: 1 });
    await expect(open(joined(start, bomb))).rejects.toThrow('dicom-inflate-limit');
    await expect(open(joined(start, bomb.subarray(0, 1000)))).rejects.toThrow('dicom-truncated');
  }, 30_000);

  it('whose compressed frame is of another size than its header is refused before it is decoded', async () => {
    const codestream = new Uint8Array(110);
    const view = new DataView(codestream.buffer);
    codestream.set([0xff, 0x4f, 0xff, 0x51, 0, 41]);
    for (const at of [8, 12]) view.setUint32(at, 60_000);
    for (const at of [24, 28]) view.setUint32(at, 60_000);
    view.setUint16(40, 1);
    codestream.set([7, 1, 1], 42);
    const lying = film({ '7FE00010': encapsulated([codestream]) }, { transferSyntax: '1.2.840.10008.1.2.4.90' });
    await expect((await open(lying)).stored(0)).rejects.toThrow('codec-size-mismatch');
  });

  it('whose compressed frames are rubbish is refused at decoding', async () => {
    const rubbish = encapsulated([Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff)]);
    for (const end of ['4.50', '4.70', '4.80', '4.90', '4.201', '5', '8.1']) {
      const image = await open(film({ '7FE00010': rubbish }, { transferSyntax: `1.2.840.10008.1.2.${end}` }));
      await expect(image.stored(0)).rejects.toThrow(/codec-(corrupt|size-mismatch|rle-range)/);
    }
  });

  it('whose run-length segments lie outside the data is refused', async () => {
    const segments = new Uint8Array(80);
    new DataView(segments.buffer).setUint32(0, 1, true);
    new DataView(segments.buffer).setUint32(4, 60_000, true);
    const image = await open(film({ '7FE00010': encapsulated([segments]) }, { transferSyntax: RLE }));
    await expect(image.stored(0)).rejects.toThrow('codec-rle-range');
  });

  it('in a private transfer syntax is refused by its name', async () => {
    await expect(open(film({}, { transferSyntax: '1.2.840.113619.5.2.99' }))).rejects.toMatchObject({
      code: 'dicom-syntax-unsupported',
      details: { uid: '1.2.840.113619.5.2.99' },
    });
  });

  it('without a usable scale is shown unscaled, with a warning', async () => {
    const spacing = await open(film({ '00280030': { vr: 'DS', value: '0\\0' } }));
    expect(spacing.description.pixels.spacing.provenance).toBe('none');
    expect(spacing.description.warnings.map(({ code }) => code)).toEqual(['dicom-no-scale']);
    for (const slope of ['0', 'NaN', 'x']) {
      const { description } = await open(film({ '00281053': { vr: 'DS', value: slope } }));
      expect(description.pixels.rescale).toEqual({ slope: 1, intercept: 0, unit: null });
      expect(description.warnings.map(({ code }) => code)).toEqual(['dicom-no-scale']);
    }
  });

  it('with a deceptive name shows it as it is, with a warning', async () => {
    for (const name of ['<img onerror>', '<script>x', 'Doe\u202eenaJ', 'Doe\u0007']) {
      const { description } = await open(film({ '00100010': { vr: 'PN', value: name } }));
      expect(description.warnings.map(({ code }) => code)).toEqual(['text-suspicious']);
      expect(description.identity.patientName).not.toMatch(/[\u0000-\u001f\u202e]/);
    }
    expect(await warningsOf(film({ '00080005': { vr: 'CS', value: 'NO SUCH SET' } }))).toEqual(['text-suspicious']);
    expect(await warningsOf(film({ '0008103E': { vr: 'LO', value: '<MIP Range>' } }))).toEqual([]);
  });
});
