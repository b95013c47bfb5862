import { beforeEach, describe, expect, it, vi } from 'vitest';

const stage = vi.hoisted(() => ({
  asked: 0,
  pixels: {} as object,
  values: new Uint16Array(0),
}));
vi.mock('@cornerstonejs/core', () => ({
  cache: { getImage: () => undefined, putImageSync: () => undefined, getBytesAvailable: () => Infinity },
  Enums: { VOILUTFunctionType: {} },
  utilities: { VoxelManager: { createImageVoxelManager: () => ({}) } },
}));
vi.mock('../app/pixels.ts', () => ({
  requestFrame: () => {
    stage.asked += 1;
    const { values } = stage;
    return Promise.resolve({ rows: Math.min(values.length, 1), columns: values.length, samplesPerPixel: 1, values });
  },
}));
const { knowOnly } = await import('./metadata.ts');
const { loadedFrame, loadStageImage } = await import('./image-loader.ts');

const FILM = 'skiagraph:1:0';
const know = () => knowOnly([{ id: 1, description: { seriesUid: '1.2', pixels: stage.pixels } } as never]);
beforeEach(() => void (stage.asked = 0));

describe('a film on the stage', () => {
  it.each([
    [16_000, 16_000, 1],
    [8192, 8193, 1],
    [5000, 5000, 3],
  ])('of %i × %i × %i samples is refused before anyone reads it', async (rows, columns, samplesPerPixel) => {
    stage.pixels = { rows, columns, samplesPerPixel };
    know();
    const refusal = { code: 'image-too-large', details: { rows, columns } };
    await expect(loadedFrame(FILM)).rejects.toMatchObject(refusal);
    await expect(loadStageImage(FILM).promise).rejects.toMatchObject(refusal);
    expect(stage.asked).toBe(0);
  });

  it('is read up to 64 Mi samples', async () => {
    stage.pixels = { rows: 8192, columns: 8192, samplesPerPixel: 1 };
    know();
    await expect(loadedFrame(FILM)).rejects.toThrow('codec-size-mismatch');
    expect(stage.asked).toBe(1);
  });

  it('has the scale, the window and the type of its own frame and series', async () => {
    const plain = {
      rows: 1,
      columns: 2,
      samplesPerPixel: 1,
      sampleType: 'uint16',
      bitsStored: 16,
      photometric: 'MONOCHROME2',
    };
    const nothing = { modalityLut: null, voiLut: null, padding: null, spacing: {} };
    const window = (center: number) => [{ center, width: 10, function: 'LINEAR' }];
    stage.pixels = {
      ...plain,
      ...nothing,
      ...{ frames: 2, rescale: { slope: 1, intercept: 0, unit: null }, windows: window(5) },
      perFrame: [{}, { rescale: { slope: 2.5, intercept: 1, unit: null }, windows: window(7) }],
    };
    stage.values = Uint16Array.of(4, 6);
    know();
    const [first, second] = await Promise.all([loadedFrame(FILM), loadedFrame('skiagraph:1:1')]);
    expect([first.getPixelData(), first.windowCenter]).toEqual([Float32Array.of(4, 6), 5]);
    expect([second.getPixelData(), second.windowCenter]).toEqual([Float32Array.of(11, 16), 7]);
  });
});
