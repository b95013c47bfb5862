import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenSessions } from './open-sessions.ts';

const MINUTE = 60_000;

class Network {
  released = 0;
  readonly bytes: number;
  constructor(bytes: number) {
    this.bytes = bytes;
  }
  release = async () => void (this.released += 1);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const opening = (network: Network) => vi.fn(async () => network);
const nothing = () => undefined;

describe('networks that are loaded', () => {
  it('are opened once, also when two ask at once', async () => {
    const sessions = new OpenSessions<Network>(100);
    const open = opening(new Network(1));
    await Promise.all([sessions.use('a', open, nothing), sessions.use('a', open, nothing)]);
    await sessions.use('a', open, nothing);
    expect(open).toHaveBeenCalledTimes(1);
  });

  it('are released when nobody has asked for five minutes, and opened again for whoever asks then', async () => {
    const sessions = new OpenSessions<Network>(100);
    const [network, other] = [new Network(1), new Network(1)];
    const open = opening(network);
    await sessions.use('a', open, nothing);
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    await sessions.use('b', opening(other), nothing);
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect([network.released, other.released]).toEqual([1, 0]);
    expect(sessions.names).toEqual(['b']);
    await sessions.use('a', open, nothing);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('stay while they work, however long', async () => {
    const sessions = new OpenSessions<Network>(0);
    const network = new Network(1);
    let finish: () => void = nothing;
    const work = sessions.use('a', opening(network), () => new Promise<void>((resolve) => (finish = resolve)));
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    await sessions.use('b', opening(new Network(1)), nothing);
    expect(network.released).toBe(0);
    finish();
    await work;
    await vi.advanceTimersByTimeAsync(6 * MINUTE);
    expect(network.released).toBe(1);
    expect(sessions.names).toEqual([]);
  });

  it('make room for a new one, the longest idle first and no more than is needed', async () => {
    const sessions = new OpenSessions<Network>(100);
    const networks = [40, 40, 40].map((bytes) => new Network(bytes));
    for (const [i, network] of networks.entries()) {
      await sessions.use(String(i), opening(network), nothing);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(networks.map(({ released }) => released)).toEqual([1, 0, 0]);
    const large = new Network(500);
    await sessions.use('large', opening(large), nothing);
    expect(sessions.names).toEqual(['large']);
    expect(large.released).toBe(0);
  });

  it('are forgotten where opening failed, and let go of where they no longer work', async () => {
    const sessions = new OpenSessions<Network>(100);
    const failing = vi.fn(() => Promise.reject<Network>(new Error('gone')));
    await expect(sessions.use('a', failing, nothing)).rejects.toThrow('gone');
    const [first, second] = [new Network(1), new Network(1)];
    await sessions.use('a', opening(first), nothing);
    await sessions.drop('a');
    await sessions.use('a', opening(second), nothing);
    expect([first.released, second.released]).toEqual([1, 0]);
    await sessions.drop('unknown');
  });
});
