import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Code } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { READER_MEMORY_BYTES } from './memory-limit.ts';
import type { Host } from '../hosting/index.ts';
import { Reader } from './reader.ts';

/** Stands for the process: alive, and holding as much as the test says. */
const stage = vi.hoisted(() => ({
  usedBytes: 0,
  calls: [] as { name: string; timeoutMs: number | undefined }[],
  ended: [] as Code[],
}));

vi.mock('../hosting/index.ts', () => ({
  HostedProcess: class {
    readonly pid = 1;
    readonly isRunning = true;
    start() {
      return undefined;
    }
    async call(name: string, _input: unknown, options: { timeoutMs?: number }) {
      stage.calls.push({ name, timeoutMs: options.timeoutMs });
      return name === 'pulse' ? { usedBytes: stage.usedBytes } : new Promise(() => undefined);
    }
    end(code: Code) {
      stage.ended.push(code);
    }
  },
}));

/** Nothing is started: the process is the stage. */
const STARTED = { host: {} as Host, program: { name: 'A reader', entry: 'x' } };
const PULSE_MS = 2000;
const id = InstanceId.parse(1);

beforeEach(() => {
  vi.useFakeTimers();
  stage.calls.length = stage.ended.length = stage.usedBytes = 0;
});
afterEach(() => void vi.useRealTimers());

describe('a reader process', () => {
  it('may keep a picture waiting for its turn, but must answer whether it is well', async () => {
    void new Reader(STARTED).summary(id);
    await vi.advanceTimersByTimeAsync(3 * PULSE_MS);
    expect(stage.calls[0]).toEqual({ name: 'pixels.summary', timeoutMs: undefined });
    expect(stage.calls.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ name: 'pulse', timeoutMs: 20_000 })));
    expect(stage.ended).toEqual([]);
  });

  it('that holds too much memory for some time is ended, once', async () => {
    const lost = vi.fn();
    void new Reader({ ...STARTED, onLost: lost }).summary(id);
    stage.usedBytes = READER_MEMORY_BYTES + 1;
    await vi.advanceTimersByTimeAsync(2 * PULSE_MS);
    expect(stage.ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(10 * PULSE_MS);
    expect(stage.ended).toEqual(['reader-memory']);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it('that lets go in time is left alone', async () => {
    void new Reader(STARTED).summary(id);
    for (let i = 0; i < 5; i++) {
      stage.usedBytes = READER_MEMORY_BYTES + 1;
      await vi.advanceTimersByTimeAsync(2 * PULSE_MS);
      stage.usedBytes = READER_MEMORY_BYTES / 2;
      await vi.advanceTimersByTimeAsync(PULSE_MS);
    }
    expect(stage.ended).toEqual([]);
  });
});
