import { beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CodedError } from '../../src-shared/contract/coded.ts';
import { film, result } from '../caselog/examples.ts';
import type { AnalysisJob } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';
import type { CommandLineRooms } from './index.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { runWords } = await import('./index.ts');

const ready = {
  key: 'program/chest',
  source: 'program',
  folder: 'chest',
  state: 'ready',
  refusal: null,
  manifest: { ...shipped, id: 'chest' },
  verification: { largestDifference: 0 },
};
const refused = {
  key: 'user/broken',
  source: 'user',
  folder: 'broken',
  state: 'refused',
  refusal: { code: 'manifest-invalid', details: {} },
  manifest: null,
};

let written: { out: string; err: string };
beforeEach(() => {
  written = { out: '', err: '' };
  const into = (stream: 'out' | 'err') => (text: unknown, done?: unknown) => {
    written[stream] += String(text);
    if (typeof done === 'function') done();
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out') as never);
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err') as never);
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'on').mockReturnThis();
  return () => vi.restoreAllMocks();
});

function roomsWith(change: object = {}, inference: object = {}): CommandLineRooms {
  const event: IndexEvent = { kind: 'instance', path: '/films/a.dcm', modifiedMs: 1, description: film(1) };
  return {
    version: '0.1.0',
    signal: new AbortController().signal,
    printer: {},
    openLog: () => Promise.reject(new Error('no log here')),
    reader: {
      index: (_paths: string[], on: (event: IndexEvent) => void) => {
        on(event);
        return { done: Promise.resolve({ found: 1, read: 1, failed: 0 }), cancel: () => undefined };
      },
      grant: async () => undefined,
      decodeAhead: () => undefined,
    },
    inference: {
      models: async () => [ready],
      model: async (id: string) => {
        if (id !== 'chest') throw new CodedError('model-missing', { model: id });
        return { file: '/m.onnx', manifest: ready.manifest };
      },
      warm: async () => undefined,
      analyze: async (job: AnalysisJob) => ({ kind: 'result', result: result(job.instanceId) }),
      verifyModel: async () => ready,
      installModel: async () => ready,
      showModel: async () => ({ card: '# Chest', graph: { nodes: 28 }, refusal: null }),
      ...inference,
    },
    ...change,
  } as unknown as CommandLineRooms;
}

async function run(words: string[], rooms = roomsWith()) {
  const exit = await runWords(words, rooms);
  const lines = written.out.split('\n').filter((line) => line !== '');
  return { exit, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), said: written.err };
}

describe('the command line', () => {
  it('writes nothing but one object a line to standard output, and sentences to standard error', async () => {
    const { exit, lines, said } = await run(['describe', '/films']);
    expect(exit).toBe(0);
    expect(lines.map((line) => line['type'])).toEqual(['instance', 'series', 'summary']);
    expect(said).toBe('');
  });

  it('answers wrong usage with 64, an error line and how it is used', async () => {
    const { exit, lines, said } = await run(['analyze', '/films']);
    expect(exit).toBe(64);
    expect(lines).toEqual([{ type: 'error', code: 'usage-wrong', details: { problem: '--model' } }]);
    expect(said).toContain('analyze');
  });

  it('helps with 0 and leaves standard output to programs', async () => {
    const { exit, lines, said } = await run(['help']);
    expect([exit, lines]).toEqual([0, []]);
    expect(said).toContain('describe');
  });

  it('speaks Chinese when it is asked to, also about wrong usage', async () => {
    expect((await run(['help', '--lang', 'zh'])).said).toMatch(/\p{Script=Han}/u);
    expect((await run(['look', '--lang', 'zh'])).said).toMatch(/\p{Script=Han}/u);
  });

  it('ends with 2 for a model that it does not have', async () => {
    const { exit, lines } = await run(['analyze', '/films', '--model', 'other']);
    expect(exit).toBe(2);
    expect(lines).toEqual([{ type: 'error', code: 'model-missing', details: { model: 'other' } }]);
  });

  it('ends with 1 for what nobody foresaw, and never throws', async () => {
    const inference = { models: () => Promise.reject(new TypeError('x is not a function')) };
    const { exit, lines } = await run(['models'], roomsWith({}, inference));
    expect(exit).toBe(1);
    expect(lines).toMatchObject([{ type: 'error', code: 'internal-error' }]);
  });

  it('opens no log unless it is asked to, and closes the one that it opened', async () => {
    const openLog = vi.fn(async () => ({ call: async () => ({ caseId: 1, instanceId: 1 }), close }) as never);
    const close = vi.fn(async () => undefined);
    expect((await run(['analyze', '/films', '--model', 'chest'], roomsWith({ openLog }))).exit).toBe(0);
    expect(openLog).not.toHaveBeenCalled();
    await run(['analyze', '/films', '--model', 'chest', '--log', '--data-folder', '/d'], roomsWith({ openLog }));
    expect(openLog.mock.calls).toEqual([['/d']]);
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('closes the log when the analysis failed', async () => {
    const close = vi.fn(async () => undefined);
    const openLog = async () => ({ call: async () => ({}), close }) as never;
    await run(['analyze', '/films', '--model', 'other', '--log'], roomsWith({ openLog }));
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('models remove', () => {
  const own = (version: string) => ({
    ...ready,
    key: `user/chest-${version}`,
    source: 'user' as const,
    manifest: ready.manifest && { ...ready.manifest, version },
  });
  const removing = (shelf: object[]) => {
    const removed: string[] = [];
    const inference = { models: async () => shelf, removeModel: async (key: string) => void removed.push(key) };
    return { removed, run: (name: string) => run(['models', 'remove', name], roomsWith({}, inference)) };
  };

  it('removes what the user installed, and the version that was named where there are several', async () => {
    const one = removing([own('2.0.0'), ready]);
    expect(await one.run('chest')).toMatchObject({ exit: 0, lines: [{ type: 'summary', removed: 1 }] });
    expect(one.removed).toEqual(['user/chest-2.0.0']);
    const several = removing([own('2.0.0'), own('3.0.0')]);
    const unclear = await several.run('chest');
    expect(unclear.exit).toBe(64);
    expect(unclear.lines.at(-1)).toMatchObject({ code: 'usage-wrong' });
    expect(several.removed).toEqual([]);
    expect((await several.run('chest@3.0.0')).exit).toBe(0);
    expect(several.removed).toEqual(['user/chest-3.0.0']);
    const gone = {
      models: async () => [ready],
      removeModel: () => Promise.reject(new CodedError('model-not-removable')),
    };
    // the program's own stay, and asking for it is no fault of the program
    expect((await run(['models', 'remove', 'chest'], roomsWith({}, gone))).exit).toBe(2);
  });
});

describe('a reader of the lines that goes away', () => {
  const left = (words: string[]) => {
    const listeners: ((error: object) => void)[] = [];
    vi.spyOn(process.stdout, 'on').mockImplementation(((_name: string, listener: (error: object) => void) => {
      listeners.push(listener);
      return process.stdout;
    }) as never);
    let asked = 0;
    const event = (n: number): IndexEvent => ({
      ...{ kind: 'instance', path: `/films/${n}.dcm`, modifiedMs: 1, description: film(n) },
    });
    const rooms = roomsWith(
      {
        reader: {
          index: (_paths: string[], on: (event: IndexEvent) => void) => {
            for (let n = 1; n <= 40; n++) on(event(n));
            return { done: Promise.resolve({}), cancel: () => undefined };
          },
          grant: async () => undefined,
          decodeAhead: () => undefined,
        },
        openLog: async () => ({ call: async () => ({ caseId: 1, instanceId: 1 }), close: async () => undefined }),
      },
      {
        cancel: () => undefined,
        analyze: async (job: AnalysisJob) => {
          asked += 1;
          if (asked === 3) for (const tell of listeners) tell({ code: 'EPIPE' });
          return { kind: 'result', result: result(job.instanceId) };
        },
      },
    );
    return runWords(words, rooms).then((exit) => ({ exit, asked }));
  };

  it('ends a batch of which nothing is kept', async () => {
    const { exit, asked } = await left(['analyze', '/films', '--model', 'chest']);
    expect(asked).toBeLessThan(20);
    expect(exit).toBe(4);
  });

  it('ends none that is kept in the log', async () => {
    const { exit, asked } = await left(['analyze', '/films', '--model', 'chest', '--log']);
    expect(asked).toBe(40);
    expect(exit).toBe(0);
  });
});

describe('models', () => {
  it('ends an installation that is interrupted', async () => {
    const interruption = new AbortController();
    const installModel = () => {
      interruption.abort();
      return new Promise(() => undefined);
    };
    const rooms = roomsWith({ signal: interruption.signal }, { installModel });
    expect(await run(['models', 'install', '/m'], rooms)).toMatchObject({ exit: 4, lines: [] });
  });

  it('lists every model with its state', async () => {
    const { exit, lines } = await run(['models'], roomsWith({}, { models: async () => [ready, refused] }));
    expect(exit).toBe(0);
    expect(lines).toEqual([
      { type: 'model', id: 'chest', version: shipped.version, source: 'program', state: 'ready', refusal: null },
      { type: 'model', id: 'broken', version: null, source: 'user', state: 'refused', refusal: refused.refusal },
      { type: 'summary', models: 2, refused: 1 },
    ]);
  });

  it('shows one with its whole manifest, its card and what its file is made of, and ends with 2 for one that is not there', async () => {
    expect((await run(['models', 'show', 'chest'])).lines).toMatchObject([
      { type: 'model', manifest: { id: 'chest' }, card: '# Chest', graph: { nodes: 28 } },
    ]);
    for (const name of ['other', 'chest@9.9.9']) {
      written.out = '';
      expect(await run(['models', 'show', name])).toMatchObject({ exit: 2, lines: [{ code: 'model-missing' }] });
    }
  });

  it('verifies all or one by its self-test, and ends with 2 when a model is to blame', async () => {
    expect(await run(['models', 'verify'])).toMatchObject({
      exit: 0,
      lines: [{ type: 'model', selfTest: { largestDifference: 0 } }, { refused: 0 }],
    });
    for (const [code, exit] of [
      ['model-output-invalid', 2],
      ['onnx-memory-limit', 2],
      ['internal-error', 1],
    ] as const) {
      written.out = '';
      const failed = { ...ready, state: 'refused', refusal: { code, details: {} }, verification: null };
      const found = await run(['models', 'verify', 'chest'], roomsWith({}, { verifyModel: async () => failed }));
      expect(found.exit).toBe(exit);
      expect(found.lines).toMatchObject([
        { type: 'model', id: 'chest', state: 'refused', refusal: { code } },
        { type: 'error', code },
        { type: 'summary', models: 1, refused: 1 },
      ]);
    }
  });

  it('tells what a model calls its parts without letting it steer the terminal', async () => {
    const op = 'Evil\u001b[2J\u202e\u009b2J';
    const installModel = () => Promise.reject(new CodedError('onnx-op-not-allowed', { op }));
    const { lines } = await run(['models', 'install', '/stick'], roomsWith({}, { installModel }));
    expect(lines).toMatchObject([{ type: 'error', details: { op } }]);

    for (const said of [written.out, written.err])
      expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('installs a folder, and ends with 2 when the model in it is refused', async () => {
    expect(await run(['models', 'install', '/stick'])).toMatchObject({
      exit: 0,
      lines: [{ id: 'chest' }, { models: 1 }],
    });
    for (const code of ['onnx-link', 'onnx-corrupt', 'manifest-mismatch', 'model-installed-already'] as const) {
      written.out = '';
      const installModel = () => Promise.reject(new CodedError(code));
      const { exit, lines } = await run(['models', 'install', '/stick'], roomsWith({}, { installModel }));
      expect({ exit, lines }).toMatchObject({ exit: 2, lines: [{ type: 'error', code }] });
    }
  });
});
