import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { GrantedFrames } from './frames.ts';
import { HashedFiles } from './hashed-files.ts';
import { WorkerPool } from './pool/worker-pool.ts';

const id = InstanceId.parse(7);
const bytes = dicomFile(
  filmElements(
    3,
    4,
    Uint8Array.from({ length: 12 }, (_, i) => i),
  ),
);
const fileSha256 = createHash('sha256').update(bytes).digest('hex');

let folder: string;
let path: string;
let pool: WorkerPool;
let frames: GrantedFrames;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skiagraph-frames-'));
  path = join(folder, 'film.dcm');
  writeFileSync(path, bytes);
  pool = new WorkerPool({ workerFile: new URL('./pool/worker.ts', import.meta.url), size: 1 });
  frames = new GrantedFrames(pool, new HashedFiles());
});
afterEach(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

describe('a frame', () => {
  it('is handed out for a granted instance, decoded once', async () => {
    frames.grant([{ id, path, fileSha256 }]);
    const first = await frames.frame(id, 0);
    expect([...first.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await frames.frame(id, 0)).toBe(first);
    const [one, other] = await Promise.all([frames.frame(id, 0), frames.frame(id, 0)]);
    expect(one).toBe(other);
  });

  it('of an instance that was never granted is refused', async () => {
    await expect(frames.frame(id, 0)).rejects.toThrow('frame-not-granted');
  });

  it('that is asked for before its grant waits for it', async () => {
    const waiting = frames.granted(id).then(() => frames.frame(id, 0));
    setTimeout(() => frames.grant([{ id, path, fileSha256 }]), 150);
    expect((await waiting).rows).toBe(3);
  });

  it('waits two seconds for its grant, not counting what a busy decoder takes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let over = false;
      void frames.granted(id).then(() => (over = true));
      await vi.advanceTimersByTimeAsync(1900);
      expect(over).toBe(false);
      await vi.advanceTimersByTimeAsync(100);
      expect(over).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that does not exist is refused', async () => {
    frames.grant([{ id, path, fileSha256 }]);
    await expect(frames.frame(id, 1)).rejects.toThrow('dicom-frame-count');
  });

  it('of a file that has gone is refused, even from the cache', async () => {
    frames.grant([{ id, path, fileSha256 }]);
    await frames.frame(id, 0);
    rmSync(path);
    await expect(frames.frame(id, 0)).rejects.toThrow('source-gone');
  });

  it('of a file that is another one now is refused, even from the cache', async () => {
    frames.grant([{ id, path, fileSha256 }]);
    await frames.frame(id, 0);
    const changed = bytes.slice();
    changed[changed.length - 1] = 99;
    writeFileSync(path, changed);
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    await expect(frames.frame(id, 0)).rejects.toThrow('source-changed');
  });

  it('of a file that was only touched is handed out again', async () => {
    frames.grant([{ id, path, fileSha256 }]);
    const first = await frames.frame(id, 0);
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect([...(await frames.frame(id, 0)).values]).toEqual([...first.values]);
  });

  it('of a file that is not the one that was indexed is refused from the start', async () => {
    frames.grant([{ id, path, fileSha256: '0'.repeat(64) }]);
    await expect(frames.frame(id, 0)).rejects.toThrow('source-changed');
  });
});
