import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from './host.ts';
import { HostedProcess } from './hosted-process.ts';

const children: EventEmitter[] = [];
const host: Host = {
  start: () => {
    const child = Object.assign(new EventEmitter(), { pid: undefined, postMessage: vi.fn(), kill: vi.fn() });
    children.push(child);
    return child;
  },
  line: () => expect.unreachable(),
};
const program = { name: 'A child', entry: '/child.cjs' };

type Calls = { walk: { input: object; output: string } };

beforeEach(() => {
  vi.useFakeTimers();
  children.length = 0;
});
afterEach(() => void vi.useRealTimers());

describe('the loss of a hosted process', () => {
  it.each(['onStuck', 'onDeath'] as const)('is told once by %s, also where that starts the next one', async (how) => {
    const told = { onStuck: vi.fn(), onDeath: vi.fn() };
    const hosted = new HostedProcess<Calls>({
      host,
      program,
      crashCode: 'reader-crashed',
      ...told,
    });
    const reconnected: Promise<string>[] = [];
    told[how].mockImplementation(() => reconnected.push(hosted.call('walk', {}, { timeoutMs: 5000 })));
    const limit = { timeoutMs: 1000, timeoutCode: 'codec-timeout' } as const;
    const calls = [1, 2, 3].map(() => hosted.call('walk', {}, limit).catch((error: Error) => error.message));
    if (how === 'onStuck') await vi.advanceTimersByTimeAsync(1000);
    else children[0]!.emit('exit', 139);
    children[0]!.emit('exit', 139);
    await vi.advanceTimersByTimeAsync(1000);
    const code = how === 'onStuck' ? 'codec-timeout' : 'reader-crashed';
    expect(await Promise.all(calls)).toEqual([code, code, code]);
    expect(told[how]).toHaveBeenCalledTimes(1);
    expect(told[how === 'onStuck' ? 'onDeath' : 'onStuck']).not.toHaveBeenCalled();
    expect(children).toHaveLength(2);
    children[1]!.emit('message', { id: 4, kind: 'done', value: 'there' });
    expect(await reconnected[0]).toBe('there');
  });

  it('is not told where it was asked for', async () => {
    const told = { onStuck: vi.fn(), onDeath: vi.fn() };
    const hosted = new HostedProcess<Calls>({
      host,
      program,
      crashCode: 'reader-crashed',
      ...told,
    });
    const call = hosted.call('walk', {}, { timeoutMs: 1000 }).catch((error: Error) => error.message);
    hosted.end('model-cancelled');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await call).toBe('model-cancelled');
    expect([told.onStuck.mock.calls, told.onDeath.mock.calls]).toEqual([[], []]);
  });
});
