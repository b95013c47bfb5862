import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { dicomFile, filmElements } from '../reading/dicom/fixture.ts';
import { GrantedFrames } from '../reading/frames.ts';
import { HashedFiles } from '../reading/hashed-files.ts';
import { WorkerPool } from '../reading/pool/worker-pool.ts';
import { smallPicture, volumeOutliner } from './fixtures/small-models.fixture.ts';
import { analyze } from './pipeline.ts';
import type { FrameSource } from './read-source.ts';

const SIDE = 32;
const SLICES = 6;

let folder: string;
let pool: WorkerPool;
let frames: GrantedFrames;
let files: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-changed-series-'));
  pool = new WorkerPool({ workerFile: new URL('../reading/pool/worker.ts', import.meta.url), size: 1 });
  frames = new GrantedFrames(pool, new HashedFiles());
  files = Array.from({ length: SLICES }, (_, slice) => {
    const file = path.join(folder, `${slice}.dcm`);
    const bytes = sliceFile(slice);
    writeFileSync(file, bytes);
    const fileSha256 = createHash('sha256').update(bytes).digest('hex');
    frames.grant([{ id: InstanceId.parse(slice + 1), path: file, fileSha256 }]);
    return file;
  });
});
afterEach(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** A slice whose pixels nobody else's file has. */
function sliceFile(number: number): Uint8Array {
  const values = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => 100 * number + ((i * 31) % 997));
  return dicomFile(filmElements(SIDE, SIDE, values));
}

const model = volumeOutliner([16, 16, 16], 0.25);

/** Asks about the whole series, from the real files; `between` is told before each slice is read. */
function ask(between: (slice: number) => void = () => undefined) {
  const { pixels } = smallPicture(SIDE, SIDE, [new Int16Array(SIDE * SIDE)]);
  const instances = files.map((_, slice) => ({
    instanceId: InstanceId.parse(slice + 1),
    pixels: { ...pixels, sampleType: 'uint16' as const },
  }));
  const slices = instances.map((_, instance) => ({ instance, frame: 0 }));
  const source: FrameSource = {
    frame: (id, frame) => {
      between(id - 1);
      return frames.frame(id, frame, 'analysis');
    },
  };
  const gate = { container: 'dicom', modality: 'OT', bodyPart: null, viewPosition: null, ageYears: null } as const;
  const [first] = instances;
  return analyze(
    {
      ...{ instanceId: first!.instanceId, frame: 0, pixels: first!.pixels, gate, insist: false, model, threads: 1 },
      volume: { instances, slices, affine: null, spacingMm: [1, 1, 1] },
    },
    source,
    () => undefined,
  );
}

const file = (slice: number) => files[slice] as string;

describe('a series that is changed while it is analysed', () => {
  it('is answered where nothing happens to it, with the hash of what was read', async () => {
    const first = await ask();
    expect(first).toMatchObject({ verdict: 'stated', input: { volume: { frames: SLICES } } });
    expect((await ask()).input.pixelSha256).toBe(first.input.pixelSha256);
  });

  it.each<[string, string, (slice: number) => void]>([
    ['replaced by another slice', 'source-changed', (slice) => writeFileSync(file(slice), sliceFile(50))],
    [
      'replaced by another slice under its own time',
      'source-changed',
      (slice) => {
        const { atime, mtime } = statSync(file(slice));
        writeFileSync(file(slice), sliceFile(50));
        utimesSync(file(slice), atime, mtime);
      },
    ],
    [
      'overwritten by another slice of the series',
      'source-changed',
      (slice) => copyFileSync(file(slice - 1), file(slice)),
    ],
    ['overwritten by something else', 'source-changed', (slice) => writeFileSync(file(slice), 'no picture')],
    ['cut off', 'source-changed', (slice) => truncateSync(file(slice), 300)],
    ['taken away', 'source-gone', (slice) => rmSync(file(slice))],
    ['taken away with all others', 'source-gone', () => files.forEach((each) => rmSync(each, { force: true }))],
  ])('has no answer where a slice that comes later is %s', async (_what, code, change) => {
    let changed = false;
    const asked = ask((slice) => {
      if (slice !== 2 || changed) return;
      changed = true;
      change(4);
    });
    await expect(asked).rejects.toMatchObject({ code });
    expect(changed).toBe(true);
  });

  it('is answered by what was read before a slice was changed, and by nothing the next time', async () => {
    const untouched = await ask();
    // every slice was read by now, and is kept for a while: what changes afterwards is another picture
    let last = false;
    const during = await ask((slice) => (last ||= slice === SLICES - 1));
    expect(last).toBe(true);
    expect(during.input.pixelSha256).toBe(untouched.input.pixelSha256);
    writeFileSync(file(0), sliceFile(60));
    await expect(ask()).rejects.toMatchObject({ code: 'source-changed' });
  });
});
