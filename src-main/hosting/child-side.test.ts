import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { serveParent } from './child-side.ts';
import type { ReplyMessage } from './protocol.ts';

type Calls = {
  add: { input: { a: number; b: number }; output: number };
  walk: { input: object; output: string; progress: number };
  fail: { input: { thrown: unknown }; output: null };
};

const parent = Object.assign(new EventEmitter(), { postMessage: vi.fn<(message: ReplyMessage) => void>() });
const host = process as unknown as { parentPort: unknown };
const ports: unknown[][] = [];

beforeEach(() => {
  host.parentPort = parent;
  parent.removeAllListeners();
  parent.postMessage.mockClear();
  serveParent<Calls>({
    add: ({ a, b }, context) => {
      ports.push(context.ports);
      return a + b;
    },
    walk: async (_input, { progress }) => {
      progress(1);
      await Promise.resolve();
      progress(2);
      return 'there';
    },
    fail: ({ thrown }) => {
      throw thrown;
    },
  });
});
afterEach(() => delete host.parentPort);

async function told(data: { id: number; name: string; input: unknown }, withPorts: unknown[] = []) {
  parent.emit('message', { data, ports: withPorts });
  await new Promise((resolve) => setImmediate(resolve));
  return parent.postMessage.mock.calls.map(([message]) => message);
}

describe('the child of a hosted process', () => {
  it('answers a call under its number and gives the handler its ports', async () => {
    const port = {};
    expect(await told({ id: 7, name: 'add', input: { a: 1, b: 2 } }, [port])).toEqual([
      { id: 7, kind: 'done', value: 3 },
    ]);
    expect(ports.at(-1)).toEqual([port]);
  });

  it('tells progress under the same number, before the answer', async () => {
    expect(await told({ id: 8, name: 'walk', input: {} })).toEqual([
      { id: 8, kind: 'progress', value: 1 },
      { id: 8, kind: 'progress', value: 2 },
      { id: 8, kind: 'done', value: 'there' },
    ]);
  });

  it('answers whatever is thrown with a code, and lives on', async () => {
    const thrown = new CodedError('codec-corrupt', { frame: 2 });
    expect(await told({ id: 1, name: 'fail', input: { thrown } })).toEqual([
      { id: 1, kind: 'failed', error: { code: 'codec-corrupt', details: { frame: 2 } } },
    ]);
    expect((await told({ id: 2, name: 'fail', input: { thrown: new TypeError('x') } })).at(-1)).toEqual({
      id: 2,
      kind: 'failed',
      error: { code: 'internal-error', details: { message: 'x' } },
    });
    expect((await told({ id: 3, name: 'add', input: { a: 1, b: 1 } })).at(-1)).toMatchObject({ id: 3, value: 2 });
  });

  it('answers a call that it does not know with a failure, not with silence', async () => {
    expect(await told({ id: 4, name: 'no.such', input: {} })).toMatchObject([
      { id: 4, kind: 'failed', error: { code: 'internal-error' } },
    ]);
  });
});
