import { encode } from 'fast-png';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeNifti } from '../../src-shared/imaging/nifti-write.ts';
import { artefactPicture, frameOfPicture } from './artefact-picture.ts';

describe('the picture of a result', () => {
  it('gives back every number of a 16-bit PNG', async () => {
    const data = Uint16Array.of(0, 1, 258, 65_535, 700, 9);
    const bytes = new Uint8Array(encode({ width: 3, height: 2, channels: 1, depth: 16, data }));
    const picture = await artefactPicture({ format: 'png', rows: 2, columns: 3, frames: 1 }, bytes);
    expect(picture).toEqual({ rows: 2, columns: 3, frames: 1, samples: 1, values: data });
  });

  it('knows a picture in colour', async () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const bytes = new Uint8Array(encode({ width: 2, height: 1, channels: 3, data }));
    const picture = await artefactPicture({ format: 'png', rows: 1, columns: 2, frames: 1 }, bytes);
    expect(picture.samples).toBe(3);
  });

  it.each([Uint8Array, Uint16Array])('takes the slices of a volume apart', async (kind) => {
    const values = new kind(24).map((_, i) => i);
    const bytes = new Uint8Array(gzipSync(writeNifti({ values, size: [4, 3, 2], affine: null })));
    const picture = await artefactPicture({ format: 'nii.gz', rows: 3, columns: 4, frames: 2 }, bytes);
    expect([...frameOfPicture(picture, 1)]).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });

  it('is refused where its size is not what the result says', async () => {
    const bytes = new Uint8Array(encode({ width: 2, height: 2, channels: 1, data: new Uint8Array(4) }));
    const read = artefactPicture({ format: 'png', rows: 4, columns: 1, frames: 1 }, bytes);
    await expect(read).rejects.toMatchObject({ code: 'artefact-altered' });
  });
});
