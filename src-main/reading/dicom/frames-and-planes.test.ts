import { describe, expect, it } from 'vitest';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import { InstanceDescription } from '../../../src-shared/imaging/instance.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, filmElements, type FixtureDataSet, type FixtureElement } from './fixture.ts';

const ds = (value: string): FixtureElement => ({ vr: 'DS', value });
const sq = (...value: FixtureDataSet[]): FixtureElement => ({ vr: 'SQ', value });
const modality = (value: string): FixtureDataSet => ({ '00080060': { vr: 'CS', value } });

async function describeFrames(frames: number, more: FixtureDataSet, implicit = false) {
  const elements = filmElements(1, 2, new Uint16Array(2 * frames), {
    '00280002': { vr: 'US', value: [1] },
    '00280004': { vr: 'CS', value: 'MONOCHROME2' },
    '00280008': { vr: 'IS', value: String(frames) },
    ...more,
  });
  const transferSyntax = implicit ? '1.2.840.10008.1.2' : '1.2.840.10008.1.2.1';
  const { description } = await openImage(bytesInMemory(dicomFile(elements, { implicit, transferSyntax })));
  const whole = { ...description, fileBytes: 1, fileSha256: '0'.repeat(64) };
  expect(InstanceDescription.parse(whole)).toEqual(whole);
  return description;
}

describe('an enhanced object', () => {
  const shared: FixtureDataSet = {
    '00289110': sq({ '00280030': ds('0.5\\0.6'), '00180050': ds('2') }),
    '00209116': sq({ '00200037': ds('1\\0\\0\\0\\1\\0') }),
    '00289145': sq({ '00281052': ds('-1024'), '00281053': ds('2'), '00281054': { vr: 'LO', value: 'HU' } }),
  };
  const ofFrame = (z: number, more: FixtureDataSet = {}): FixtureDataSet => ({
    '00209113': sq({ '00200032': ds(`1\\2\\${z}`) }),
    '00289132': sq({ '00281050': ds(`${z}`), '00281051': ds('100') }),
    ...more,
  });
  const enhanced: FixtureDataSet = {
    ...modality('CT'),
    '52009229': sq(shared),
    '52009230': sq(
      ofFrame(10),
      ofFrame(12.5, {
        '00289145': sq({ '00281052': ds('0'), '00281053': ds('3'), '00281054': { vr: 'LO', value: 'HU' } }),
      }),
      ofFrame(15, { '00209111': sq({ '00209056': { vr: 'SH', value: '2' }, '00209128': { vr: 'UL', value: [4] } }) }),
    ),
  };

  it('of X-rays has the detector’s spacing of each frame, and what it measures in the middle of the beam', async () => {
    const detector = (mm: string): FixtureDataSet => ({ '00289443': sq({ '00181164': ds(mm) }) });
    const beam: FixtureDataSet = { '00189401': sq({ '00189404': { vr: 'FL', value: [0.25, 0.25] } }) };
    const films = {
      ...modality('XA'),
      '52009229': sq(detector('0.4\\0.4')),
      '52009230': sq({}, detector('0.2\\0.2'), beam),
    };
    for (const implicit of [false, true]) {
      const { pixels } = await describeFrames(3, films, implicit);
      expect([0, 1, 2].map((frame) => pixelsOfFrame(pixels, frame).spacing)).toEqual([
        { rowMm: 0.4, columnMm: 0.4, provenance: 'imager-pixel-spacing' },
        { rowMm: 0.2, columnMm: 0.2, provenance: 'imager-pixel-spacing' },
        { rowMm: 0.25, columnMm: 0.25, provenance: 'calibrated' },
      ]);
    }
  });

  it('of tomosynthesis measures in the patient', async () => {
    const slices: FixtureDataSet = {
      ...modality('MG'),
      '00080016': { vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.13.1.3' },
      '52009229': sq({ '00289110': sq({ '00280030': ds('0.09\\0.09') }) }),
    };
    expect((await describeFrames(2, slices)).pixels.spacing.provenance).toBe('pixel-spacing');
  });

  it('has the lookup table of each frame', async () => {
    const table = (...values: number[]): FixtureDataSet => ({
      '00289132': sq({
        '00283010': sq({ '00283002': { vr: 'US', value: [2, 0, 8] }, '00283006': { vr: 'US', value: values } }),
      }),
    });
    const own = { ...modality('CT'), '52009229': sq(table(7, 9)), '52009230': sq({}, table(9, 7), {}) };
    for (const implicit of [false, true]) {
      const { pixels } = await describeFrames(3, own, implicit);
      const seen = [0, 1, 2].map((frame) => pixelsOfFrame(pixels, frame).voiLut?.values);
      expect(seen).toEqual([
        [7, 9],
        [9, 7],
        [7, 9],
      ]);
    }
  });

  it('has rescale, windows and place of each frame, the shared ones where a frame has none', async () => {
    for (const implicit of [false, true]) {
      const { pixels, acquisition } = await describeFrames(3, enhanced, implicit);
      expect(pixels).toMatchObject({
        rescale: { slope: 2, intercept: -1024, unit: 'HU' },
        spacing: { rowMm: 0.5, columnMm: 0.6, provenance: 'pixel-spacing' },
        imagePositionMm: [1, 2, 10],
        imageOrientation: [1, 0, 0, 0, 1, 0],
      });
      expect(pixelsOfFrame(pixels, 0)).toMatchObject({ windows: [{ center: 10, width: 100 }] });
      expect(pixelsOfFrame(pixels, 1)).toMatchObject({
        imagePositionMm: [1, 2, 12.5],
        rescale: { slope: 3, intercept: 0 },
        windows: [{ center: 12.5, width: 100 }],
        spacing: { rowMm: 0.5, columnMm: 0.6 },
      });
      expect(pixelsOfFrame(pixels, 2)).toMatchObject({ imagePositionMm: [1, 2, 15], rescale: { slope: 2 } });
      expect(acquisition).toMatchObject({
        sliceThicknessMm: 2,
        frames: [{}, {}, { stack: '2', temporalPosition: 4 }],
      });
    }
  });

  it('says nothing of single frames where all are alike', async () => {
    const { pixels } = await describeFrames(2, { ...modality('CT'), '52009229': sq(shared), '52009230': sq({}, {}) });
    expect(pixels).not.toHaveProperty('perFrame');
  });

  it('with fewer groups than frames has no place for the others', async () => {
    const { pixels } = await describeFrames(3, { ...enhanced, '52009230': sq(ofFrame(10), ofFrame(12)) });
    expect(pixelsOfFrame(pixels, 2).imagePositionMm).toBeNull();
  });

  it('whose frame cannot be scaled warns', async () => {
    const broken = ofFrame(12, { '00289145': sq({ '00281053': ds('0') }) });
    const { warnings } = await describeFrames(2, { ...enhanced, '52009230': sq(ofFrame(10), broken) });
    expect(warnings.map(({ code }) => code)).toEqual(['dicom-no-scale']);
  });
});

describe('objects whose first frame alone says where it lies', () => {
  it('of dose have the grid’s offsets, relative or as coordinates, and its scaling', async () => {
    const dose: FixtureDataSet = {
      ...modality('RTDOSE'),
      '00200032': ds('-10\\-20\\5'),
      '00200037': ds('1\\0\\0\\0\\1\\0'),
      '3004000E': ds('1e-3'),
      '30040002': { vr: 'CS', value: 'GY' },
    };
    for (const offsets of ['0\\2.5', '5\\7.5']) {
      const { pixels } = await describeFrames(2, { ...dose, '3004000C': ds(offsets) });
      expect(pixelsOfFrame(pixels, 1).imagePositionMm).toEqual([-10, -20, 7.5]);
      expect(pixels.rescale).toEqual({ slope: 1e-3, intercept: 0, unit: 'GY' });
    }
  });

  it('of a dose grid that states z coordinates lie there, though its normal points down', async () => {
    const head = { ...modality('RTDOSE'), '00200032': ds('0\\0\\30'), '00200037': ds('1\\0\\0\\0\\-1\\0') };
    const absolute = await describeFrames(2, { ...head, '3004000C': ds('30\\27') });
    expect(pixelsOfFrame(absolute.pixels, 1).imagePositionMm).toEqual([0, 0, 27]);
    const relative = await describeFrames(2, { ...head, '3004000C': ds('0\\3') });
    expect(pixelsOfFrame(relative.pixels, 1).imagePositionMm).toEqual([0, 0, 27]);
  });

  it('of gated tomography lie where their slice does, one time after the other', async () => {
    const gated = {
      ...modality('NM'),
      '00080008': { vr: 'CS', value: 'ORIGINAL\\PRIMARY\\RECON GATED TOMO\\EMISSION' },
      '00180088': ds('5'),
      '00200032': ds('0\\0\\0'),
      '00200037': ds('1\\0\\0\\0\\1\\0'),
      '00540081': { vr: 'US', value: [2] },
    } as const;
    const places = async (more: FixtureDataSet) => {
      const { pixels } = await describeFrames(4, { ...gated, ...more });
      return [0, 1, 2, 3].map((frame) => pixelsOfFrame(pixels, frame).imagePositionMm?.[2] ?? null);
    };
    expect(await places({ '00540080': { vr: 'US', value: [1, 2, 1, 2] } })).toEqual([0, 5, 0, 5]);
    expect(await places({})).toEqual([0, null, null, null]);
  });

  it('of reconstructed nuclear medicine go along the normal, backwards too', async () => {
    const { pixels } = await describeFrames(3, {
      ...modality('NM'),
      '00080008': { vr: 'CS', value: 'ORIGINAL\\PRIMARY\\RECON TOMO\\EMISSION' },
      '00180088': ds('-4'),
      '00540022': sq({ '00200032': ds('1\\2\\3'), '00200037': ds('1\\0\\0\\0\\0\\-1') }),
    });
    expect(pixels.imagePositionMm).toEqual([1, 2, 3]);
    expect(pixelsOfFrame(pixels, 2).imagePositionMm).toEqual([1, -6, 3]);
  });
});

describe('a film of many frames', () => {
  it('runs at the time that it states, else at its rate', async () => {
    expect((await describeFrames(4, { '00181063': ds('33.3') })).pixels.frameTimeMs).toBe(33.3);
    expect((await describeFrames(4, { '00180040': { vr: 'IS', value: '25' } })).pixels.frameTimeMs).toBe(40);
    expect((await describeFrames(4, {})).pixels).not.toHaveProperty('frameTimeMs');
    expect((await describeFrames(1, { '00181063': ds('33.3') })).pixels).not.toHaveProperty('frameTimeMs');
  });

  it('of uneven times has each frame’s own', async () => {
    const { pixels } = await describeFrames(3, { '00181065': ds('0\\30\\50') });
    expect(pixels.frameTimeMs).toBe(40);
    expect(pixels.perFrame?.map(({ frameTimeMs }) => frameTimeMs)).toEqual([0, 30, 50]);
  });
});

describe('Hounsfield units', () => {
  const scaled: FixtureDataSet = { ...modality('CT'), '00281052': ds('-1024'), '00281053': ds('1') };
  const unitOf = async (more: FixtureDataSet) => (await describeFrames(1, more)).pixels.rescale.unit;

  it('are believed of CT with a rescale only', async () => {
    expect(await unitOf(scaled)).toBe('HU');
    expect(await unitOf({ ...scaled, '00281054': { vr: 'LO', value: 'HU' } })).toBe('HU');
    expect(await unitOf(modality('CT'))).toBeNull();
    expect(await unitOf({ ...scaled, ...modality('MR'), '00281054': { vr: 'LO', value: 'HU' } })).toBeNull();
    expect(await unitOf({ ...scaled, '00080008': { vr: 'CS', value: 'ORIGINAL\\PRIMARY\\LOCALIZER' } })).toBeNull();
    expect(await unitOf({ ...scaled, '00281054': { vr: 'LO', value: 'US' } })).toBeNull();
  });
});

describe('overlays and ultrasound regions', () => {
  const overlay: FixtureDataSet = {
    '60020010': { vr: 'US', value: [2] },
    '60020011': { vr: 'US', value: [3] },
    '60020040': { vr: 'CS', value: 'G' },
    '60020050': { vr: 'SS', value: [-3, 2] },
    '60020100': { vr: 'US', value: [1] },
    '60020102': { vr: 'US', value: [0] },
    '60021500': { vr: 'LO', value: 'Lines' },
    '60023000': { vr: 'OW', value: Uint8Array.of(0b101010, 0) },
  };

  it('are told with place, size and label', async () => {
    const { pixels } = await describeFrames(1, overlay);
    expect(pixels.overlays).toEqual([
      {
        group: 0x6002,
        rows: 2,
        columns: 3,
        originRow: -4,
        originColumn: 1,
        frames: 1,
        firstFrame: 0,
        embeddedBit: null,
        kind: 'graphics',
        label: 'Lines',
      },
    ]);
  });

  it('in the high bits of the pixels are told by their bit, those without data not at all', async () => {
    const { '60023000': data, ...embedded } = overlay;
    expect(data).toBeDefined();
    const { pixels } = await describeFrames(1, { ...embedded, '60020102': { vr: 'US', value: [12] } });
    expect(pixels.overlays?.map(({ embeddedBit }) => embeddedBit)).toEqual([12]);
    expect((await describeFrames(1, embedded)).pixels).not.toHaveProperty('overlays');
    const short = { ...overlay, '60020010': { vr: 'US', value: [60_000] } } as const;
    expect((await describeFrames(1, short)).pixels).not.toHaveProperty('overlays');
  });

  it('give ultrasound its scale, inside their rectangles', async () => {
    const region = (unit: number, delta: number): FixtureDataSet => ({
      '00186012': { vr: 'US', value: [1] },
      '00186018': { vr: 'UL', value: [10] },
      '0018601A': { vr: 'UL', value: [20] },
      '0018601C': { vr: 'UL', value: [300] },
      '0018601E': { vr: 'UL', value: [200] },
      '00186024': { vr: 'US', value: [unit] },
      '00186026': { vr: 'US', value: [unit] },
      '0018602C': { vr: 'FD', value: [delta] },
      '0018602E': { vr: 'FD', value: [-delta] },
    });
    for (const implicit of [false, true]) {
      const { pixels } = await describeFrames(1, { ...modality('US'), '00186011': sq(region(3, 0.05)) }, implicit);
      expect(pixels.ultrasoundRegions).toEqual([
        { left: 10, top: 20, right: 300, bottom: 200, rowMm: 0.5, columnMm: 0.5, spatialFormat: '2d' },
      ]);
      expect(pixels.spacing).toEqual({ rowMm: 0.5, columnMm: 0.5, provenance: 'ultrasound-regions' });
    }
    const unlike = await describeFrames(1, { ...modality('US'), '00186011': sq(region(3, 0.05), region(3, 0.07)) });
    expect(unlike.pixels.spacing).toEqual({ rowMm: null, columnMm: null, provenance: 'ultrasound-regions' });
    const seconds = await describeFrames(1, { ...modality('US'), '00186011': sq(region(4, 0.05)) });
    expect(seconds.pixels.spacing.provenance).toBe('none');
  });
});
