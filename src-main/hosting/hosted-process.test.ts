import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BegunChild } from './begun-child.ts';
import type { Host } from './host.ts';
import { HostedProcess } from './hosted-process.ts';
import type { CallMessage, ReplyMessage } from './protocol.ts';

/** Stands for a utility process: remembers what it was told and answers when the test says so. */
class FakeChild extends EventEmitter {
  // never a real process: `end` sends a signal to this number
  readonly pid = 2 ** 30 + children.length;
  readonly told: { message: CallMessage; ports: unknown[] }[] = [];
  killed = false;
  postMessage(message: CallMessage, ports: unknown[]): void {
    this.told.push({ message, ports });
  }
  kill(): boolean {
    this.killed = true;
    return true;
  }
  reply(message: ReplyMessage): void {
    this.emit('message', message);
  }
  idOf(call: number): number {
    return this.told[call]!.message.id;
  }
}

const children: FakeChild[] = [];
const start = vi.fn<Host['start']>();
const host: Host = { start, line: () => expect.unreachable() };

type Calls = {
  add: { input: { a: number; b: number }; output: number };
  walk: { input: object; output: string; progress: number };
};

const PROGRAM = { name: 'A child', entry: '/child.cjs' };

function hosted(on: { onStart?: () => void; onDeath?: () => void; begun?: BegunChild } = {}) {
  return new HostedProcess<Calls>({ host, program: PROGRAM, crashCode: 'model-crashed', ...on });
}

const signals = vi.spyOn(process, 'kill');

beforeEach(() => {
  vi.useFakeTimers();
  children.length = 0;
  signals.mockReset().mockReturnValue(true);
  start.mockReset().mockImplementation(() => {
    const child = new FakeChild();
    children.push(child);
    return child;
  });
});
afterEach(() => vi.useRealTimers());

describe('a hosted process', () => {
  it('is started by the first call and not before, once', () => {
    const onStart = vi.fn();
    const process = hosted({ onStart });
    expect(start).not.toHaveBeenCalled();
    expect([process.isRunning, process.pid]).toEqual([false, undefined]);
    void process.call('add', { a: 1, b: 2 });
    void process.call('add', { a: 3, b: 4 });
    process.start();
    expect(start).toHaveBeenCalledTimes(1);
    expect(start).toHaveBeenCalledWith(PROGRAM);
    expect(onStart).toHaveBeenCalledTimes(1);
    expect([process.isRunning, process.pid]).toEqual([true, children[0]!.pid]);
  });

  it('gives each call its own answer, in whatever order answers come', async () => {
    const process = hosted();
    const first = process.call('add', { a: 1, b: 2 });
    const second = process.call('add', { a: 3, b: 4 });
    const [child] = children as [FakeChild];
    expect(child.told.map(({ message }) => message.input)).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    child.reply({ id: child.idOf(1), kind: 'done', value: 7 });
    child.reply({ id: child.idOf(0), kind: 'done', value: 3 });
    expect(await Promise.all([first, second])).toEqual([3, 7]);
  });

  it('hands ports over with the call', () => {
    const port = {} as never;
    void hosted().call('add', { a: 1, b: 2 }, { ports: [port] });
    expect(children[0]!.told[0]!.ports).toEqual([port]);
  });

  it('passes on the code with which a call failed, and the others go on', async () => {
    const process = hosted();
    const bad = process.call('add', { a: 1, b: 2 });
    const good = process.call('add', { a: 3, b: 4 });
    const [child] = children as [FakeChild];
    child.reply({ id: child.idOf(0), kind: 'failed', error: { code: 'codec-corrupt', details: { frame: 3 } } });
    child.reply({ id: child.idOf(1), kind: 'done', value: 7 });
    await expect(bad).rejects.toMatchObject({ name: 'CodedError', code: 'codec-corrupt', details: { frame: 3 } });
    expect(await good).toBe(7);
  });

  it('tells progress of a call to that call alone', async () => {
    const process = hosted();
    const [mine, other] = [vi.fn(), vi.fn()];
    void process.call('walk', {}, { progress: other });
    void process.call('walk', {}, { progress: mine });
    const [child] = children as [FakeChild];
    child.reply({ id: child.idOf(1), kind: 'progress', value: 5 });
    expect(mine.mock.calls).toEqual([[5]]);
    expect(other).not.toHaveBeenCalled();
  });

  it('does not mind answers to nothing and answers given twice', async () => {
    const process = hosted();
    const call = process.call('add', { a: 1, b: 2 });
    const [child] = children as [FakeChild];
    child.reply({ id: 999, kind: 'done', value: 0 });
    child.reply({ id: child.idOf(0), kind: 'done', value: 3 });
    child.reply({ id: child.idOf(0), kind: 'done', value: 4 });
    child.reply({ id: child.idOf(0), kind: 'progress', value: 4 });
    expect(await call).toBe(3);
  });
});

describe('a hosted process that dies', () => {
  it('fails every waiting call with its code, and the next call finds a fresh process', async () => {
    const [onStart, onDeath] = [vi.fn(), vi.fn()];
    const process = hosted({ onStart, onDeath });
    const calls = [process.call('add', { a: 1, b: 2 }), process.call('walk', {})];
    children[0]!.emit('exit', 139);
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'model-crashed' });
    expect(onDeath).toHaveBeenCalledTimes(1);
    expect(process.isRunning).toBe(false);

    const next = process.call('add', { a: 1, b: 2 });
    expect(children.length).toBe(2);
    expect(onStart).toHaveBeenCalledTimes(2);
    children[1]!.reply({ id: children[1]!.idOf(0), kind: 'done', value: 3 });
    expect(await next).toBe(3);
  });

  it('takes nothing of its successor with it when its end is heard late', async () => {
    const onDeath = vi.fn();
    const process = hosted({ onDeath });
    void process.call('walk', {}).catch(() => undefined);
    process.end('model-cancelled');
    const next = process.call('add', { a: 1, b: 2 });
    children[0]!.emit('exit', 137);
    children[1]!.reply({ id: children[1]!.idOf(0), kind: 'done', value: 3 });
    expect(await next).toBe(3);
    expect(onDeath).not.toHaveBeenCalled();
    expect(process.isRunning).toBe(true);
  });

  it('never answers a call of its successor', async () => {
    const process = hosted();
    const lost = process.call('add', { a: 1, b: 2 });
    children[0]!.emit('exit', 139);
    await expect(lost).rejects.toThrow('model-crashed');
    const next = process.call('add', { a: 3, b: 4 });
    children[0]!.reply({ id: children[0]!.idOf(0), kind: 'done', value: 3 });
    children[1]!.reply({ id: children[1]!.idOf(0), kind: 'done', value: 7 });
    expect(await next).toBe(7);
  });
});

describe('a hosted process that is ended', () => {
  it('fails waiting calls with the given code and is no death', async () => {
    const onDeath = vi.fn();
    const process = hosted({ onDeath });
    const calls = [process.call('add', { a: 1, b: 2 }), process.call('walk', {})];
    process.end('model-cancelled');
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'model-cancelled' });
    const [child] = children as [FakeChild];
    expect(child.killed).toBe(true);
    expect(signals.mock.calls).toEqual([[child.pid, 'SIGKILL']]);
    child.emit('exit', 137);
    expect(onDeath).not.toHaveBeenCalled();
    expect(process.isRunning).toBe(false);
  });

  it('may be gone already, or never have run', () => {
    signals.mockImplementationOnce(() => {
      throw new Error('ESRCH');
    });
    const process = hosted();
    expect(() => process.end('model-cancelled')).not.toThrow();
    expect(signals).not.toHaveBeenCalled();
    process.start();
    expect(() => process.end('model-cancelled')).not.toThrow();
    expect(start).toHaveBeenCalledTimes(1);
  });
});

describe('a hosted process that says nothing', () => {
  const limit = { timeoutMs: 1000, timeoutCode: 'model-timeout' } as const;

  it('is ended after the time limit and its call fails with the code of the limit', async () => {
    const process = hosted();
    const call = process.call('walk', {}, limit);
    const failure = expect(call).rejects.toMatchObject({ code: 'model-timeout' });
    vi.advanceTimersByTime(999);
    expect(children[0]!.killed).toBe(false);
    vi.advanceTimersByTime(1);
    await failure;
    expect(children[0]!.killed).toBe(true);
    expect(process.isRunning).toBe(false);
  });

  it('fails with the code of a crash where the limit has none of its own', async () => {
    const failure = expect(hosted().call('walk', {}, { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'model-crashed',
    });
    vi.advanceTimersByTime(5);
    await failure;
  });

  it('has as long again after each sign of progress', async () => {
    const call = hosted().call('walk', {}, limit);
    const [child] = children as [FakeChild];
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(900);
      child.reply({ id: child.idOf(0), kind: 'progress', value: i });
    }
    expect(child.killed).toBe(false);
    child.reply({ id: child.idOf(0), kind: 'done', value: 'there' });
    expect(await call).toBe('there');
  });

  it('gains no time by progress of another call', async () => {
    const process = hosted();
    const failure = expect(process.call('walk', {}, limit)).rejects.toMatchObject({ code: 'model-timeout' });
    const other = expect(process.call('walk', {})).rejects.toMatchObject({ code: 'model-timeout' });
    const [child] = children as [FakeChild];
    vi.advanceTimersByTime(900);
    child.reply({ id: child.idOf(1), kind: 'progress', value: 1 });
    vi.advanceTimersByTime(100);
    await Promise.all([failure, other]);
  });

  it('is left alone once the call was answered, or where nobody set a limit', async () => {
    const process = hosted();
    const call = process.call('walk', {}, limit);
    void process.call('walk', {});
    const [child] = children as [FakeChild];
    child.reply({ id: child.idOf(0), kind: 'done', value: 'there' });
    expect(await call).toBe('there');
    vi.advanceTimersByTime(1_000_000);
    expect(child.killed).toBe(false);
  });
});

describe('a hosted process whose child was started before', () => {
  const begunWith = (child: FakeChild, ended: boolean) => ({ child, ended });

  it('takes that child the first time, and starts another after its death', async () => {
    const child = new FakeChild();
    const [onStart, onDeath] = [vi.fn(), vi.fn()];
    const process = hosted({ onStart, onDeath, begun: begunWith(child, false) });
    const call = process.call('add', { a: 1, b: 2 });
    expect(start).not.toHaveBeenCalled();
    expect(onStart).toHaveBeenCalledTimes(1);
    child.reply({ id: child.idOf(0), kind: 'done', value: 3 });
    expect(await call).toBe(3);
    child.emit('exit', 1);
    expect(onDeath).toHaveBeenCalledTimes(1);
    void process.call('add', { a: 1, b: 2 });
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('starts its own where that one has ended', () => {
    hosted({ begun: begunWith(new FakeChild(), true) }).start();
    expect(start).toHaveBeenCalledTimes(1);
  });
});
