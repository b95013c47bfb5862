import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { dicomFile, filmElements } from '../dicom/fixture.ts';
import { openImage } from '../open-image.ts';
import { frameOf } from './task-handlers.ts';

const film = () => openImage(bytesInMemory(dicomFile(filmElements(2, 3, Uint8Array.of(1, 2, 3, 4, 5, 6)))));

describe('a frame for screen and analysis', () => {
  it('has all its samples', async () => {
    expect([...(await frameOf(await film(), 0)).values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is refused where a decoder made too few or too many', async () => {
    const image = await film();
    for (const length of [0, 5, 7, 12]) {
      const values = new Uint8Array(length);
      const wrong = { ...image, stored: async () => ({ bytes: values, values, ybr: false }) };
      await expect(frameOf(wrong, 0), String(length)).rejects.toThrow('codec-size-mismatch');
    }
  });

  it('that is not there is refused', async () => {
    await expect(frameOf(await film(), 1)).rejects.toThrow('dicom-frame-count');
    await expect(frameOf(await film(), Number.NaN)).rejects.toThrow('dicom-frame-count');
  });
});
