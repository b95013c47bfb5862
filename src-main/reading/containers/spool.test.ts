import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Spool } from './spool.ts';

const left = () => readdirSync(tmpdir()).filter((name) => /^skiagraph-[0-9a-f]{8}-[0-9a-f]{4}-/.test(name));

describe('a spool', () => {
  it('gives back what was put into it, and has no name on the disk', async () => {
    const spool = new Spool(5);
    spool.append(Uint8Array.of(1, 2, 3));
    spool.append(Uint8Array.of(4, 5));
    expect(left()).toEqual([]);
    const source = spool.source();
    expect([...(await source.read(2, 3))]).toEqual([3, 4, 5]);
    await expect(source.read(2, 4)).rejects.toThrow('dicom-truncated');
    await source.close();
    await expect(source.read(0, 1)).rejects.toThrow('source-gone');
  });

  it('is refused where it would fill the disk, and leaves nothing', () => {
    expect(() => new Spool(2 ** 60)).toThrow('disk-full');
    expect(left()).toEqual([]);
  });
});
