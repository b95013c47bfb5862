import { decode } from 'fast-png';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer } from '../../src-shared/contract/pixel-port.ts';
import { sampleArray } from '../../src-shared/imaging/frame.ts';
import type { Port } from '../hosting/index.ts';
import { dicomFile, filmElements } from './dicom/fixture.ts';
import { readerHandlers } from './handlers.ts';

const id = InstanceId.parse(3);
const pixels = Int16Array.of(-2, -1, 0, 1, 2, 3);
const bytes = dicomFile(
  filmElements(2, 3, pixels, { '00281053': { vr: 'DS', value: '2' }, '00281052': { vr: 'DS', value: '10' } }),
);
const handlers = readerHandlers(new URL('./pool/worker.ts', import.meta.url));
const context = { ports: [] as Port[], progress: () => undefined };
const map = { label: 'finding', rows: 1, columns: 2, values: [-1, 4] };

/** A port whose other end is the test. */
function connected(): (request: unknown) => Promise<PixelAnswer> {
  let ask: (data: unknown) => void = () => undefined;
  const waiting: ((answer: PixelAnswer) => void)[] = [];
  const port: Port = {
    on: (_event, listener) => (ask = (data) => listener({ data })),
    postMessage: (message) => waiting.shift()?.(structuredClone(message) as PixelAnswer),
    start: () => undefined,
  };
  void handlers.connect({}, { ...context, ports: [port] });
  return (request) => new Promise((resolve) => void (waiting.push(resolve), ask(request)));
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skiagraph-handlers-'));
  const path = join(folder, 'film.dcm');
  writeFileSync(path, bytes);
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  await handlers.grant({ instances: [{ id, path, fileSha256 }] }, context);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the pixel port', () => {
  it('answers a frame in one message with its stored values', async () => {
    const answer = await connected()({ id: 1, kind: 'frame', instanceId: id, frame: 0 });
    expect(answer).toMatchObject({
      id: 1,
      kind: 'frame',
      rows: 2,
      columns: 3,
      samplesPerPixel: 1,
      sampleType: 'int16',
    });
    if (answer.kind === 'frame') expect(sampleArray(answer.sampleType, answer.buffer)).toEqual(pixels);
  });

  it('answers a key image as a PNG, never enlarged', async () => {
    const answer = await connected()({ id: 2, kind: 'key-image', instanceId: id, frame: 0, maxSide: 500, map: null });
    if (answer.kind !== 'key-image') throw new Error(answer.kind);
    expect(decode(answer.png)).toMatchObject({ width: 3, height: 2, channels: 1, depth: 8 });
  });

  it('refuses what was not granted', async () => {
    const answer = await connected()({ id: 4, kind: 'frame', instanceId: 99, frame: 0 });
    expect(answer).toEqual({ id: 4, kind: 'error', error: { code: 'frame-not-granted', details: {} } });
  });

  it('answers a request that overtook its grant', async () => {
    const late = InstanceId.parse(4);
    const answer = connected()({ id: 6, kind: 'frame', instanceId: late, frame: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const fileSha256 = createHash('sha256').update(bytes).digest('hex');
    await handlers.grant({ instances: [{ id: late, path: join(folder, 'film.dcm'), fileSha256 }] }, context);
    expect(await answer).toMatchObject({ id: 6, kind: 'frame', rows: 2 });
  });

  it('gives up a request that is cancelled, and that one alone', async () => {
    const ask = connected();
    const [dropped, kept] = [
      ask({ id: 7, kind: 'frame', instanceId: id, frame: 0, priority: 'prefetch' }),
      ask({ id: 8, kind: 'frame', instanceId: id, frame: 0, priority: 'prefetch' }),
    ];
    void ask({ id: 7, kind: 'cancel' });
    void ask({ id: 99, kind: 'cancel' });
    const answers = await Promise.all([dropped, kept]);
    expect(answers.find((answer) => answer.id === 7)).toMatchObject({ error: { code: 'frame-cancelled' } });
    expect(answers.find((answer) => answer.id === 8)).toMatchObject({ kind: 'frame', rows: 2 });
  });

  it('refuses what is no request', async () => {
    const ask = connected();
    for (const request of [
      null,
      'frame',
      {},
      { id: 1, kind: 'frame', instanceId: 3, frame: -1 },
      { id: 1, kind: 'file' },
      { id: 1, kind: 'key-image', instanceId: id, frame: 0, maxSide: 2, map: { ...map, values: ['warm'] } },
    ]) {
      expect(await ask(request)).toMatchObject({ kind: 'error', error: { code: 'call-malformed' } });
    }
  });
});

describe('the reader', () => {
  it('says how much memory it holds', async () => {
    const { usedBytes } = await handlers.pulse({}, context);
    expect(usedBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  it('decodes a frame ahead for whoever asks for it, and keeps to itself what fails', async () => {
    expect(handlers['decode-ahead']({ instanceId: id }, context)).toBeNull();
    expect(handlers['decode-ahead']({ instanceId: InstanceId.parse(404) }, context)).toBeNull();
    expect(await connected()({ id: 1, kind: 'frame', instanceId: id, frame: 0 })).toMatchObject({
      kind: 'frame',
      rows: 2,
    });
  });

  it('summarises all frames, hashed as they are stored', async () => {
    const sha256 = createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex');
    expect(await handlers['pixels.summary']({ instanceId: id }, context)).toEqual({
      sha256,
      min: -2,
      max: 3,
      mean: 0.5,
      rescaledMin: 6,
      rescaledMax: 16,
    });
  });

  it('makes the same key image for a call as for the port', async () => {
    const called = await handlers['key-image']({ instanceId: id, frame: 0, maxSide: 2, map }, context);
    const asked = await connected()({ id: 5, kind: 'key-image', instanceId: id, frame: 0, maxSide: 2, map });
    expect(asked.kind === 'key-image' && new Uint8Array(asked.png)).toEqual(new Uint8Array(called));
  });

  it('makes a 16-bit map over the source’s grid', async () => {
    const png = decode(await handlers['map-image']({ rows: 2, columns: 4, map }, context));
    expect(png).toMatchObject({ width: 4, height: 2, depth: 16, channels: 1 });
    expect([...png.data]).toEqual([0, 16_384, 49_151, 65_535, 0, 16_384, 49_151, 65_535]);
  });

  it('makes an empty map where nothing supports, and refuses one that does not fill its grid', async () => {
    const against = await handlers['map-image']({ rows: 1, columns: 2, map: { ...map, values: [-1, 0] } }, context);
    expect([...decode(against).data]).toEqual([0, 0]);
    expect(() => handlers['map-image']({ rows: 1, columns: 2, map: { ...map, values: [1] } }, context)).toThrow(
      'model-output-invalid',
    );
    expect(() => handlers['map-image']({ rows: 60_000, columns: 60_000, map }, context)).toThrow('image-too-large');
  });
});
