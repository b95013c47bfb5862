import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ObedientCalls } from './fixtures/child.fixture.ts';
import { HostedProcess } from './hosted-process.ts';
import { nodeHost } from './node-host.ts';

const entry = path.join(import.meta.dirname, 'fixtures', 'child.fixture.ts');
const started: HostedProcess<ObedientCalls>[] = [];

function obedient(native: boolean, on: { onDeath?: () => void } = {}) {
  const program = { name: 'An obedient child', entry, native };
  const hosted = new HostedProcess<ObedientCalls>({ host: nodeHost, program, crashCode: 'model-crashed', ...on });
  started.push(hosted);
  return hosted;
}

afterEach(() => {
  for (const hosted of started.splice(0)) hosted.end('model-cancelled');
});

describe.each([
  ['process', true],
  ['thread', false],
])('a child under plain Node that is a %s', (_kind, native) => {
  it('answers calls and tells how far it is, in order', async () => {
    const child = obedient(native);
    const told: number[] = [];
    const [sum, counted] = await Promise.all([
      child.call('add', { a: 1, b: 2 }),
      child.call('count', { to: 3 }, { progress: (n) => told.push(n) }),
    ]);
    expect([sum, counted, told]).toEqual([3, 'counted', [1, 2, 3]]);
  });

  it('sees nothing of our environment', async () => {
    vi.stubEnv('SKIAGRAPH_SECRET', 'x');
    const names = await obedient(native).call('environment', {});
    vi.unstubAllEnvs();
    // what Node itself hands to a process for the channel to its parent
    expect(names.filter((name) => !/^NODE_CHANNEL_/.test(name))).toEqual([]);
  });

  it('keeps its compiled code where we keep ours', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-compiled-'));
    vi.spyOn(module, 'getCompileCacheDir').mockReturnValue(path.join(folder, 'of-this-node'));
    const names = await obedient(native).call('environment', {});
    vi.restoreAllMocks();
    expect(names).toContain('NODE_COMPILE_CACHE');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('fails its waiting calls when it ends by itself, tells so once, and is started again', async () => {
    const onDeath = vi.fn();
    const child = obedient(native, { onDeath });
    await expect(child.call('exit', {})).rejects.toMatchObject({ code: 'model-crashed' });
    expect(onDeath).toHaveBeenCalledTimes(1);
    expect(await child.call('add', { a: 2, b: 2 })).toBe(4);
  });

  it('can be ended in the middle of a loop that never ends', async () => {
    const child = obedient(native);
    expect(await child.call('add', { a: 1, b: 1 })).toBe(2);
    const hanging = child.call('hang', {}, { timeoutMs: 200, timeoutCode: 'model-timeout' });
    await expect(hanging).rejects.toMatchObject({ code: 'model-timeout' });
    expect(await child.call('add', { a: 1, b: 1 })).toBe(2);
  });

  it('gets frames over a line from a child of the other kind, bit by bit', async () => {
    const [reader, network] = [obedient(!native), obedient(native)];
    const [one, other] = nodeHost.line();
    const instanceId = InstanceId.parse(1) as never;
    // what is asked before the other side listens waits for it
    await network.call('connect', {}, { ports: [other] });
    const sum = network.call('sum', { instanceId, frame: 0 });
    await reader.call('serve', {}, { ports: [one] });
    expect(await sum).toBe((65_535 * 65_536) / 2);
  });
});

it('a program that is not there is a death like any other', async () => {
  const program = { name: 'Nobody', entry: '/no/such/child.cjs', native: true, quiet: true };
  const child = new HostedProcess<ObedientCalls>({ host: nodeHost, program, crashCode: 'model-crashed' });
  await expect(child.call('add', { a: 1, b: 2 })).rejects.toMatchObject({ code: 'model-crashed' });
});

it('a process whose parent was killed while it answered ends without a word', () => {
  const parent = `
    const { fork } = require('node:child_process');
    const child = fork(${JSON.stringify(entry)}, [], { serialization: 'advanced' });
    const call = { id: 1, name: 'add', input: { a: 1, b: 2 } };
    child.send({ call, lines: [] }, () => process.kill(process.pid, 'SIGKILL'));`;
  // what the child writes goes where the parent's words go, until both are gone
  const { signal, stderr } = spawnSync(process.execPath, ['-e', parent], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  expect(stderr).toBe('');
});
