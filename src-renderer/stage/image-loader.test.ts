import { beforeEach, describe, expect, it, vi } from 'vitest';

const stage = vi.hoisted(() => ({
  asked: 0,
  pixels: {} as { rows: number; columns: number; samplesPerPixel: number },
}));
vi.mock('@cornerstonejs/core', () => ({
  cache: { getImage: () => undefined, putImageSync: () => undefined },
  Enums: { VOILUTFunctionType: {} },
  utilities: {},
}));
vi.mock('../app/pixels.ts', () => ({
  requestFrame: () => {
    stage.asked += 1;
    return Promise.resolve({ rows: 0, columns: 0, samplesPerPixel: 1 });
  },
}));
vi.mock('./metadata.ts', () => ({ knownInstance: () => ({ description: { pixels: stage.pixels } }) }));
vi.mock('./image-id.ts', () => ({ frameOf: () => ({ instanceId: 1, frame: 0 }) }));
const { loadedFrame, loadStageImage } = await import('./image-loader.ts');

beforeEach(() => void (stage.asked = 0));

describe('a film on the stage', () => {
  it.each([
    [16_000, 16_000, 1],
    [8192, 8193, 1],
    [5000, 5000, 3],
  ])('of %i × %i × %i samples is refused before anyone reads it', async (rows, columns, samplesPerPixel) => {
    stage.pixels = { rows, columns, samplesPerPixel };
    const refusal = { code: 'image-too-large', details: { rows, columns } };
    await expect(loadedFrame('film')).rejects.toMatchObject(refusal);
    await expect(loadStageImage('film').promise).rejects.toMatchObject(refusal);
    expect(stage.asked).toBe(0);
  });

  it('is read up to 64 Mi samples', async () => {
    stage.pixels = { rows: 8192, columns: 8192, samplesPerPixel: 1 };
    await expect(loadedFrame('film')).rejects.toThrow('codec-size-mismatch');
    expect(stage.asked).toBe(1);
  });
});
