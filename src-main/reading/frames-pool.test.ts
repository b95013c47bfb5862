import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { GrantedFrames } from './frames.ts';
import { HashedFiles } from './hashed-files.ts';
import { WorkerPool } from './pool/worker-pool.ts';

/** Too large to be decoded in the process itself. */
const [ROWS, COLUMNS] = [1100, 1000];

let folder: string;
let pool: WorkerPool;
let hashed: HashedFiles;
let frames: GrantedFrames;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skiagraph-frames-pool-'));
  pool = new WorkerPool({ workerFile: new URL('./pool/worker.ts', import.meta.url), size: 1 });
  hashed = new HashedFiles();
  frames = new GrantedFrames(pool, hashed);
});
afterEach(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** A granted film whose pixels begin with its number. */
function film(number: number, change: (bytes: Uint8Array) => void = () => undefined) {
  const bytes = dicomFile(filmElements(ROWS, COLUMNS, new Uint16Array(ROWS * COLUMNS).fill(number)));
  change(bytes);
  const id = InstanceId.parse(number);
  const path = join(folder, `${number}.dcm`);
  writeFileSync(path, bytes);
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  frames.grant([{ id, path, fileSha256 }]);
  return { id, path, fileSha256 };
}

describe('a large frame', () => {
  it('is decoded by a worker, and stays for whoever shows or analyses it', async () => {
    const run = vi.spyOn(pool, 'run');
    const { id } = film(5);
    const [shown, analysed] = await Promise.all([frames.frame(id, 0, 'screen'), frames.frame(id, 0, 'analysis')]);
    expect([shown.rows, shown.columns, shown.values.length, shown.values[0]]).toEqual([
      ROWS,
      COLUMNS,
      ROWS * COLUMNS,
      5,
    ]);
    expect(analysed).toBe(shown);
    expect(await frames.frame(id, 0)).toBe(shown);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('that was fetched ahead is not kept', async () => {
    const run = vi.spyOn(pool, 'run');
    const { id } = film(5);
    await frames.frame(id, 0, 'prefetch');
    await frames.frame(id, 0, 'prefetch');
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('that is let go of is decoded again', async () => {
    const run = vi.spyOn(pool, 'run');
    const { id } = film(5);
    await frames.frame(id, 0);
    frames.forget();
    await frames.frame(id, 0);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('that nobody waits for any more is not decoded', async () => {
    const [busy, dropped] = [film(1), film(2)];
    const cancel = new AbortController();
    const first = frames.frame(busy.id, 0, 'analysis');
    const second = frames.frame(dropped.id, 0, 'prefetch', cancel.signal);
    cancel.abort();
    await expect(second).rejects.toThrow('frame-cancelled');
    expect((await first).values[0]).toBe(1);
  });

  it('comes to the other who waits when one goes', async () => {
    const [busy, wanted] = [film(1), film(2)];
    const cancel = new AbortController();
    const first = frames.frame(busy.id, 0, 'analysis');
    const gone = frames.frame(wanted.id, 0, 'prefetch', cancel.signal);
    const stays = frames.frame(wanted.id, 0, 'prefetch');
    await vi.waitFor(() => expect(pool.isIdle).toBe(false));
    cancel.abort();
    await expect(gone).rejects.toThrow('frame-cancelled');
    expect((await stays).values[0]).toBe(2);
    await first;
  });

  it('fails with the code of its worker, again and again', async () => {
    const headerOfPixels = ROWS * COLUMNS * 2 + 12;
    const { id } = film(5, (bytes) => bytes.fill(0, bytes.length - headerOfPixels, bytes.length - headerOfPixels + 12));
    const refusal = { code: expect.stringMatching(/^dicom-|^not-an-image$/) };
    await expect(frames.frame(id, 0)).rejects.toMatchObject(refusal);
    await expect(frames.frame(id, 0)).rejects.toMatchObject(refusal);
  });

  it('is summarised and drawn by a worker too', async () => {
    const { id } = film(5);
    expect(await frames.summary(id, 'analysis')).toMatchObject({ min: 5, max: 5, mean: 5 });
    const png = await frames.keyImage(id, { frame: 0, maxSide: 64, map: null }, 'thumbnail');
    expect([...new Uint8Array(png, 1, 3)]).toEqual([...Buffer.from('PNG')]);
    await expect(frames.keyImage(id, { frame: 1, maxSide: 64, map: null }, 'thumbnail')).rejects.toThrow(
      'dicom-frame-count',
    );
  });
});

describe('a file that was hashed a moment ago', () => {
  it('is not read through again', async () => {
    const { id, path, fileSha256 } = film(5);
    await frames.frame(id, 0, 'prefetch');
    const run = vi.spyOn(pool, 'run');
    await frames.frame(id, 0, 'prefetch');
    expect(run).toHaveBeenCalledWith('frame', expect.objectContaining({ path, fileSha256, hashed: true }), 'prefetch');
  });

  it('is, where it does not look the same, or some time has passed', () => {
    const stamp = { size: 3, modifiedMs: 1 };
    hashed.note('a', 'x', stamp);
    expect(hashed.isSame('a', 'x', stamp)).toBe(true);
    expect(hashed.isSame('a', 'y', stamp)).toBe(false);
    expect(hashed.isSame('a', 'x', { size: 4, modifiedMs: 1 })).toBe(false);
    expect(hashed.isSame('a', 'x', { size: 3, modifiedMs: 2 })).toBe(false);
    expect(hashed.isSame('b', 'x', stamp)).toBe(false);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 11 * 60_000);
    expect(hashed.isSame('a', 'x', stamp)).toBe(false);
    clock.mockRestore();
  });
});
