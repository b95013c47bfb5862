import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Child, Host } from '../hosting/host.ts';
import type { CallMessage } from '../hosting/protocol.ts';
import type { ModelOnDisk } from './calls.ts';
import { Examiner } from './examiner.ts';

const model = { file: '/a/model.onnx', manifest: {} } as ModelOnDisk;
const FOUND = { runtime: '1.0', threads: 1, largestDifference: 0, runMs: 1 };
const AGREES = { provider: 'webgpu', outcome: 'agrees', largestDifference: 0, runMs: 1, cpuMs: 2, reason: null };

/** A child that examines as it is told here; a trial agrees, kills it, or is never answered. */
class FakeChild extends EventEmitter implements Child {
  readonly asked: string[] = [];
  readonly #offered: readonly object[];
  readonly #trial: 'agrees' | 'dies' | 'waits';
  constructor(offered: readonly object[], trial: 'agrees' | 'dies' | 'waits') {
    super();
    this.#offered = offered;
    this.#trial = trial;
  }
  postMessage({ id, name }: CallMessage): void {
    this.asked.push(name);
    const done = (value: object) => queueMicrotask(() => this.emit('message', { id, kind: 'done', value }));
    if (name === 'examine') done({ ...FOUND, offered: this.#offered });
    else if (this.#trial === 'agrees') done(AGREES);
    else if (this.#trial === 'dies') queueMicrotask(() => this.emit('exit'));
  }
  kill(): void {
    queueMicrotask(() => this.emit('exit'));
  }
}

const webgpu = { provider: 'webgpu', installed: true };

function examiner(trial: 'agrees' | 'dies' | 'waits', offered: readonly object[] = [webgpu], hasDevice = true) {
  const children: FakeChild[] = [];
  const host: Host = {
    start: () => {
      const child = new FakeChild(offered, trial);
      children.push(child);
      return child;
    },
    line: () => expect.unreachable(),
  };
  const program = { name: 'child', entry: '/child.cjs' };
  return { children, made: new Examiner({ host, program, threads: 1, hasDevice: () => hasDevice }) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the examination of a model', () => {
  it('tries other processors in another process than the one that examines, and ends both', async () => {
    const { made, children } = examiner('agrees');
    expect(await made.examine(model)).toEqual({ ...FOUND, providers: [AGREES] });
    expect(children.map(({ asked }) => asked)).toEqual([['examine'], ['try-provider']]);
  });

  it('holds nothing against a model whose driver crashes, nor against the next processor', async () => {
    const { made, children } = examiner('dies', [{ provider: 'cuda', installed: true }, webgpu]);
    const none = { largestDifference: null, runMs: null, reason: null };
    expect(await made.examine(model)).toEqual({
      ...FOUND,
      providers: [
        { provider: 'cuda', outcome: 'crashed', ...none },
        { provider: 'webgpu', outcome: 'crashed', ...none },
      ],
    });
    expect(children).toHaveLength(3);
  });

  it('gives up a processor that never answers', async () => {
    const { made } = examiner('waits');
    const examined = made.examine(model);
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await examined).providers).toMatchObject([{ provider: 'webgpu', outcome: 'too-slow' }]);
  });

  it('starts no process for what is not installed, or where there is no device', async () => {
    const cuda = { provider: 'cuda', installed: false };
    const { made, children } = examiner('agrees', [cuda, webgpu], false);
    expect((await made.examine(model)).providers).toMatchObject([
      { provider: 'cuda', outcome: 'missing', reason: 'not installed' },
      { provider: 'webgpu', outcome: 'missing', reason: 'no graphics device' },
    ]);
    expect(children).toHaveLength(1);
  });
});
