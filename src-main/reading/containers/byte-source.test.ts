import { describe, expect, it } from 'vitest';
import { bytesInMemory } from './byte-source.ts';

describe('bytes in memory', () => {
  it('never answer beyond their end', async () => {
    await expect(bytesInMemory(new Uint8Array(4)).read(2, 3)).rejects.toThrow('dicom-truncated');
    await expect(bytesInMemory(new Uint8Array(4)).read(-1, 2)).rejects.toThrow('dicom-truncated');
  });
});
