import { describe, expect, it } from 'vitest';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import { FrameLine } from './frame-line.ts';

const film = 7 as InstanceId;

/** A reader that answers every request with a frame of so many bytes, each value the instance's id, or with a code. */
function reader(bytes = 4) {
  const asked: PixelRequest[] = [];
  const state = { refuses: false };
  let listener: (event: { data: unknown }) => void = () => undefined;
  const port = {
    on: (_event: 'message', heard: typeof listener) => (listener = heard),
    start: () => undefined,
    postMessage: (message: unknown) => {
      const request = message as Extract<PixelRequest, { kind: 'frame' }>;
      asked.push(request);
      const { buffer } = new Uint8Array(bytes).fill(request.instanceId);
      const answer: PixelAnswer = state.refuses
        ? { id: request.id, kind: 'error', error: { code: 'source-gone', details: {} } }
        : { id: request.id, kind: 'frame', rows: 1, columns: bytes, samplesPerPixel: 1, sampleType: 'uint8', buffer };
      queueMicrotask(() => listener({ data: answer }));
    },
  };
  const line = new FrameLine();
  line.connect(port);
  return { asked, state, line };
}

describe('the line to the reader', () => {
  it('asks once for a film that several networks read', async () => {
    const { asked, line } = reader();
    const [first, second] = [await line.frame(film, 0), await line.frame(film, 0)];
    expect(second.values).toBe(first.values);
    expect(asked).toHaveLength(1);
  });

  it('asks once for a film that is asked for again while it comes', async () => {
    const { asked, line } = reader();
    const [first, second] = await Promise.all([line.frame(film, 0), line.frame(film, 0)]);
    expect(second.values).toBe(first.values);
    expect(asked).toHaveLength(1);
  });

  it('asks once for a film, however soon after its answer it is asked for again', async () => {
    for (let steps = 0; steps < 12; steps++) {
      const { asked, line } = reader();
      const first = line.frame(film, 0);
      for (let step = 0; step < steps; step++) await Promise.resolve();
      await Promise.all([first, line.frame(film, 0)]);
      expect(asked, `after ${steps} steps`).toHaveLength(1);
    }
  });

  it('lets go of a film that nobody asks about again, and of no other', async () => {
    const { asked, line } = reader();
    const other = 70 as InstanceId;
    const [kept] = await Promise.all([line.frame(film, 0, true), line.frame(other, 0, true)]);
    expect(asked).toMatchObject([{ priority: 'batch' }, { priority: 'batch' }]);
    await line.frame(film, 0, true);
    expect(asked).toHaveLength(2);
    expect(line.letGo(film)).toEqual([kept]);
    expect(line.letGo(film)).toEqual([]);
    await line.frame(other, 0);
    expect(asked).toHaveLength(2);
    await line.frame(film, 0);
    expect(asked[2]).toMatchObject({ instanceId: film, priority: 'analysis' });
  });

  it('never gives the frame of another film or another place in it', async () => {
    const { asked, line } = reader();
    await line.frame(film, 0);
    expect((await line.frame(8 as InstanceId, 0)).values[0]).toBe(8);
    await line.frame(film, 1);
    expect(asked).toHaveLength(3);
  });

  it('asks again after a refusal', async () => {
    const { state, line } = reader();
    state.refuses = true;
    await expect(line.frame(film, 0)).rejects.toMatchObject({ code: 'source-gone' });
    state.refuses = false;
    expect((await line.frame(film, 0)).columns).toBe(4);
  });

  it('keeps the last frames within 64 MiB', async () => {
    const { asked, line } = reader(24 * 2 ** 20);
    for (const id of [1, 2, 3]) await line.frame(id as InstanceId, 0);
    await line.frame(3 as InstanceId, 0);
    await line.frame(2 as InstanceId, 0);
    expect(asked).toHaveLength(3);
    await line.frame(1 as InstanceId, 0);
    expect(asked).toHaveLength(4);
  });
});
