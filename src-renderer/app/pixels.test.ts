import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import type { CodedError } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';
import type { requestFrame as RequestFrame } from './pixels.ts';

/** What asks for something of a film. */
type FilmRequest = Extract<PixelRequest, { instanceId: unknown }>;
type Message = { source: unknown; data: unknown; ports: FakePort[] };

/** The page's end of a pixel port; the test is the reader. */
class FakePort {
  readonly asked: FilmRequest[] = [];
  onmessage: ((event: { data: PixelAnswer }) => void) | undefined;
  close = vi.fn();
  postMessage(request: FilmRequest): void {
    this.asked.push(request);
  }
  films(): number[] {
    return this.asked.map(({ instanceId }) => instanceId);
  }
  answer(film: number): Promise<void> {
    const { id } = this.asked.find(({ instanceId }) => instanceId === film)!;
    const buffer = Uint8Array.of(film).buffer;
    const frame = { rows: 1, columns: 1, samplesPerPixel: 1 as const, sampleType: 'uint8' as const };
    this.onmessage?.({ data: { id, kind: 'frame', ...frame, buffer } });
    return new Promise((resolve) => setTimeout(resolve));
  }
}

let hand: (message: Message) => void;
let requestFrame: typeof RequestFrame;
let ends: Map<number, string>;

beforeEach(async () => {
  vi.resetModules();
  vi.stubGlobal('window', { addEventListener: (_name: string, listen: typeof hand) => (hand = listen) });
  ({ requestFrame } = await import('./pixels.ts'));
  ends = new Map();
});

/** A fresh port, as after the death of the reader behind the last one. */
async function freshPort(): Promise<FakePort> {
  const port = new FakePort();
  hand({ source: window, data: CHANNELS.pixelPort, ports: [port] });
  await new Promise((resolve) => setTimeout(resolve));
  return port;
}

function ask(...films: number[]): void {
  for (const film of films) {
    requestFrame(InstanceId.parse(film), 0).then(
      ({ values }) => ends.set(film, `value ${values[0]}`),
      (error: CodedError) => ends.set(film, error.code),
    );
  }
}

describe('a request for pixels', () => {
  it('that came before there was a port is sent on the first', async () => {
    ask(1, 2);
    const port = await freshPort();
    expect(port.films()).toEqual([1, 2]);
    await port.answer(2);
    expect([...ends]).toEqual([[2, 'value 2']]);
  });

  it('is asked once more after a death, and fails after the second', async () => {
    const first = await freshPort();
    ask(1);
    const second = await freshPort();
    expect(first.close).toHaveBeenCalled();
    expect([first.films(), second.films(), [...ends]]).toEqual([[1], [1], []]);
    const third = await freshPort();
    expect([third.films(), [...ends]]).toEqual([[], [[1, 'reader-crashed']]]);
  });

  it('does not fail for one beside it that kills the reader', async () => {
    await freshPort();
    ask(1, 2, 3);
    const second = await freshPort();
    expect(second.films()).toEqual([1]);
    await second.answer(1);
    expect(second.films()).toEqual([1, 2]);
    ask(4);
    // 2 killed it again; 4 was under way with it
    const third = await freshPort();
    expect(third.films()).toEqual([3]);
    await third.answer(3);
    await third.answer(4);
    expect(Object.fromEntries(ends)).toEqual({ 1: 'value 1', 2: 'reader-crashed', 3: 'value 3', 4: 'value 4' });
  });

  it('takes a port from nobody but the preload', async () => {
    ask(1);
    const port = new FakePort();
    hand({ source: {}, data: CHANNELS.pixelPort, ports: [port] });
    hand({ source: window, data: 'other', ports: [port] });
    expect(port.asked).toEqual([]);
  });
});
