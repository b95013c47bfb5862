import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { memoryNeed, mustBeBearable, mustHaveRoom, type Sized } from './memory-need.ts';

const MIB = 2 ** 20;
const labels = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `l${i}` }));
const mask = (count: number) => ({ name: 'y', kind: 'mask', activation: 'softmax', labels: labels(count) });

const unknown = { rowMm: null, columnMm: null, provenance: 'none' } as const;

function asked(slices: number, side: number, change: object = {}, of: object = {}): Sized {
  const input = {
    kind: 'volume',
    channels: 1,
    size: [null, null, null],
    spacingMm: null,
    point: null,
    resize: { fit: 'none', filter: 'linear' },
    ...change,
  };
  const manifest = { input, outputs: [mask(2)], tiling: { size: [64, 64, 64], overlap: 0.5 }, ...of };
  return {
    pixels: { rows: side, columns: side, samplesPerPixel: 1, sampleType: 'int16', spacing: unknown },
    volume: { slices: Array.from({ length: slices }), spacingMm: [1, 1, 1] },
    model: { manifest: manifest as unknown as ModelManifest },
  };
}

describe('the memory that an analysis will take', () => {
  it('is at least what the numbers of a volume and of its answer fill', () => {
    const voxels = 256 ** 3;
    const bytes = memoryNeed(asked(256, 256));
    // stored, as numbers, as fed, three channels of answer, two of probability twice, the mask
    expect(bytes).toBeGreaterThan(voxels * (2 + 4 + 4 + 3 * 4 + 2 * 4 + 2 * 4 + 1));
    expect(bytes).toBeLessThan(voxels * 80);
  });

  it('grows with the grid that the network wants', () => {
    const coarse = memoryNeed(asked(100, 100, { spacingMm: [2, 2, 2] }));
    const own = memoryNeed(asked(100, 100, { spacingMm: [1, 1, 1] }));
    const fine = memoryNeed(asked(100, 100, { spacingMm: [0.5, 0.5, 0.5] }));
    expect(own).toBeGreaterThan(1.5 * coarse);
    expect(fine).toBeGreaterThan(4 * own);
  });

  it('is of the grid as the network wants its axes, and counts what lies there twice while they are put in order', () => {
    const flat = asked(20, 500, { spacingMm: [1, 8, 1] });
    const upright = { axes: [1, 0, 2], backwards: [false, false, false] } as const;
    // rows of 8 mm are made of the 20 slices, instead of the 500 rows
    expect(memoryNeed({ ...flat, reordering: upright })).toBeGreaterThan(1.3 * memoryNeed(flat));
    const same = { axes: [0, 1, 2], backwards: [true, false, false] } as const;
    const labels = 2 * 20 * 500 * 500 * 4;
    const plain = asked(20, 500);
    expect(memoryNeed({ ...plain, reordering: same }) - memoryNeed(plain)).toBe(labels);
  });

  it('is little for a film that is made small, however large it is', () => {
    const film = { kind: 'frame', size: [224, 224], resize: { fit: 'squash', filter: 'linear' } };
    const { volume: _none, ...one } = asked(1, 3000, film, { tiling: undefined, outputs: [{ kind: 'logits' }] });
    expect(memoryNeed(one)).toBeLessThan(120 * MIB);
  });

  it('counts the changed pictures of a map that asks the network again, and none of a map that it gives itself', () => {
    const large = { kind: 'frame', size: [4096, 4096], channels: 3, resize: { fit: 'squash', filter: 'linear' } };
    const of = { tiling: undefined, outputs: [{ kind: 'logits' }] };
    const { volume: _none, ...film } = asked(1, 512, large, of);
    const fed = 4096 ** 2 * 3 * 4;
    const plain = memoryNeed(film);
    expect(memoryNeed({ ...film, explain: 'activation' })).toBe(plain);
    for (const explain of ['occlusion', 'rise', 'lime'] as const) {
      // the input, nothing, the blurred one, the mixture
      expect(memoryNeed({ ...film, explain })).toBeGreaterThan(4 * fed);
      expect(memoryNeed({ ...film, explain })).toBeGreaterThan(plain);
    }
  });

  it('is refused before it is asked for, with the figures', () => {
    expect(() => mustHaveRoom(100 * MIB, () => 100 * MIB)).not.toThrow();
    expect(() => mustHaveRoom(3000 * MIB + 1, () => 512.9 * MIB)).toThrow(
      expect.objectContaining({
        code: 'analysis-memory-short',
        details: { neededMiB: 3001, availableMiB: 512 },
      }),
    );
  });

  it('is refused where a spacing makes thousands of rows of a few, of a film as of a volume, whatever the machine has', () => {
    const fine = { kind: 'frame', size: [null, null], spacingMm: [0.01, 0.01] };
    const of = { tiling: undefined, outputs: [{ kind: 'logits' }] };
    const { volume: _none, ...film } = asked(1, 640, fine, of);
    const spaced = (mm: number) => ({
      ...film,
      pixels: { ...film.pixels, spacing: { rowMm: mm, columnMm: mm, provenance: 'pixel-spacing' as const } },
    });
    expect(memoryNeed(spaced(0.4))).toBeGreaterThan(2000 * MIB);
    expect(() => mustBeBearable(spaced(0.4))).toThrow('image-too-large');
    expect(() => mustBeBearable(spaced(0.01))).not.toThrow();
    // of unknown spacing it stays as it is
    expect(() => mustBeBearable(film)).not.toThrow();
    expect(() => mustBeBearable(asked(100, 100, { spacingMm: [0.01, 0.01, 0.01] }))).toThrow('image-too-large');
  });

  it('of a stack of which each slice is looked at by itself is that of a slice', () => {
    const slices = asked(500, 512, { kind: 'frame', size: [null, null] }, { tiling: undefined });
    expect(() => mustBeBearable(slices)).not.toThrow();
    expect(() => mustBeBearable(asked(500, 512, {}, { tiling: undefined }))).toThrow('image-too-large');
  });

  it('is no more than any machine has for what the program ships', () => {
    expect(() => mustHaveRoom(memoryNeed(asked(1, 512)))).not.toThrow();
  });
});
