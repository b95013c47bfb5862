import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CaseId, InstanceId, JobId } from '../../src-shared/contract/ids.ts';
import type { Child, Host, LineEnd } from '../hosting/host.ts';
import type { CallMessage } from '../hosting/protocol.ts';
import type { ModelOnDisk } from './calls.ts';
import { Inference, type AnalysisJob } from './index.ts';

type Failing = 'provider-lost' | 'dies';

/** A child whose other processor fails, and whose CPU answers. */
class FailingChild extends EventEmitter implements Child {
  readonly #failing: Failing;
  readonly #models = new Map<number, ModelOnDisk>();
  readonly asked: string[] = [];
  constructor(failing: Failing) {
    super();
    this.#failing = failing;
  }
  postMessage({ id, name, input }: CallMessage): void {
    const reply = (message: object) => queueMicrotask(() => this.emit('message', { id, ...message }));
    if (name === 'know') {
      const { number, model } = input as { number: number; model: ModelOnDisk };
      this.#models.set(number, model);
    }
    if (name !== 'analyze') return reply({ kind: 'done', value: null });
    const { provider = 'cpu' } = this.#models.get((input as { model: number }).model)!;
    this.asked.push(provider);
    if (provider === 'cpu')
      return reply({ kind: 'done', value: { provider: { name: 'cpu' }, model: {}, warnings: [] } });
    if (this.#failing === 'dies') return queueMicrotask(() => void this.emit('exit'));
    reply({ kind: 'failed', error: { code: 'provider-lost', details: {} } });
  }
  kill(): void {}
}

function setUp(failing: Failing) {
  const children: FailingChild[] = [];
  const host: Host = {
    start: () => {
      const child = new FailingChild(failing);
      children.push(child);
      return child;
    },
    line: () => expect.unreachable(),
  };
  const inference = new Inference({
    host,
    program: { name: 'child', entry: '/child.cjs' },
    modelFolder: '/models',
    userModelFolder: null,
    applicationVersion: '0.1.0',
    connectReader: () => ({}) as LineEnd,
  });
  const ask = (model: Partial<ModelOnDisk>) => {
    const job = {
      jobId: JobId.parse(1),
      caseId: CaseId.parse(1),
      instanceId: InstanceId.parse(1),
      frame: 0,
      model,
    } as unknown as AnalysisJob;
    return inference.analyze(job, () => undefined);
  };
  return { inference, ask, asked: () => children.flatMap((child) => child.asked) };
}

const byProgram = () => ({ file: 'm', manifest: { id: 'm' }, provider: 'webgpu', fallsBack: true }) as never;
const fellBack = { code: 'provider-fell-back', details: { provider: 'webgpu' } };

describe('a question on a processor that fails', () => {
  it('is answered by the CPU where the program had chosen that processor, and so are those after it', async () => {
    const { ask, asked } = setUp('provider-lost');
    const model = byProgram();
    expect(await ask(model)).toMatchObject({ kind: 'result', result: { warnings: [fellBack] } });
    expect(await ask(model)).toMatchObject({ kind: 'result', result: { warnings: [fellBack] } });
    expect(asked()).toEqual(['webgpu', 'cpu', 'cpu']);
  });

  it('is asked of that processor again once somebody has verified a model', async () => {
    const { inference, ask, asked } = setUp('provider-lost');
    const model = byProgram();
    await ask(model);
    await expect(inference.verifyModel('program/none')).rejects.toMatchObject({ code: 'model-missing' });
    await ask(model);
    expect(asked()).toEqual(['webgpu', 'cpu', 'webgpu', 'cpu']);
  });

  it('is answered by the CPU when it is asked again after a crash', async () => {
    const { ask, asked } = setUp('dies');
    const model = byProgram();
    expect(await ask(model)).toMatchObject({ kind: 'failed', reason: { code: 'model-crashed' } });
    expect(await ask(model)).toMatchObject({ kind: 'result', result: { warnings: [fellBack] } });
    expect(asked()).toEqual(['webgpu', 'cpu']);
  });

  it('fails where a person had chosen it', async () => {
    const { ask, asked } = setUp('provider-lost');
    const chosen = { file: 'm', manifest: { id: 'm' }, provider: 'webgpu' } as never;
    expect(await ask(chosen)).toMatchObject({ kind: 'failed', reason: { code: 'provider-lost' } });
    expect(asked()).toEqual(['webgpu']);
  });
});
