import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CodedError, type Code } from '../../src-shared/contract/coded.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import { film, result } from '../caselog/examples.ts';
import { sayCoded } from '../../src-shared/language/messages.ts';
import type { AnalysisJob, JobEnd } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';
import { isInputFault } from './exit-codes.ts';
import type { Line } from './output.ts';
import { resultLine } from './result-line.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { repeat } = await import('./repeat.ts');

const manifest = ModelManifest.parse(shipped);
const { id, version, file } = manifest;
const answer: AnalysisResult = { ...result(1), model: { id, version, sha256: file.sha256 } };
const picture = { id: 1, path: '/films/a.dcm', modifiedMs: 1, description: film(1) };
const first = resultLine({ film: picture, films: [picture], volume: null, warnings: [] } as never, answer, []);

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-repeat-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scene {
  readonly events?: IndexEvent[];
  readonly end?: JobEnd;
  readonly shelf?: object[];
  readonly lines?: string;
}
const SHELF = [{ state: 'ready', refusal: null, manifest }];

/** Repeats the first result; answers exit code, lines and failures. */
async function run({ events, end, shelf = SHELF, lines: text = JSON.stringify(first) }: Scene = {}) {
  const results = path.join(folder, 'results.ndjson');
  writeFileSync(results, `{"type":"progress"}\nno JSON\n${text}\n`);
  const lines: Line[] = [];
  const failures: Code[] = [];
  const jobs: AnalysisJob[] = [];
  const granted: number[] = [];
  const index = (paths: string[], tell: (event: IndexEvent) => void) => {
    const told = events ?? paths.map((each): IndexEvent => ({ ...picture, kind: 'instance', path: each }));
    for (const event of told) tell(event);
    return { done: Promise.resolve(), cancel: () => undefined };
  };
  const rooms = {
    signal: new AbortController().signal,
    reader: {
      index,
      grant: async (films: { id: number }[]) => void granted.push(...films.map(({ id: number }) => number)),
    },
    inference: {
      models: async () => shelf,
      model: async () => ({ file: '/m.onnx', manifest, manifestSha256: 'd'.repeat(64) }),
      analyze: async (job: AnalysisJob) => (jobs.push(job), end ?? { kind: 'result', result: answer }),
      cancel: () => undefined,
    },
  };
  const output = {
    line: (line: Line) => lines.push(line),
    fail: ({ code }: { code: Code }) => failures.push(code),
    say: () => undefined,
    progress: () => undefined,
  };
  const order = { command: 'repeat', results, language: 'en', pretty: false } as const;
  const exit = await repeat(rooms as never, output as never, order);
  return { exit, lines, failures, jobs, granted };
}

const saying = (change: Partial<AnalysisResult>): JobEnd => ({ kind: 'result', result: { ...answer, ...change } });
const [label = ''] = Object.keys(answer.probabilities);
const near = { probabilities: { ...answer.probabilities, [label]: answer.probabilities[label]! + 1e-7 } };

describe('repeating the lines of an analysis', () => {
  it('asks the same version about the same file, and tells that the answer is the same', async () => {
    const { exit, lines, jobs } = await run();
    expect(exit).toBe(0);
    expect(lines).toMatchObject([
      { type: 'repeat', outcome: 'identical', largestDifference: 0, sameProvider: true },
      { type: 'summary', identical: 1, different: 0 },
    ]);
    expect(jobs).toMatchObject([{ insist: false, model: { manifest: { version } } }]);
  });

  it('gives the picture of every line a number of its own: the reader keeps pictures by their numbers', async () => {
    const { lines, granted } = await run({
      lines: [first, first, first].map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(new Set(granted).size).toBe(3);
    expect(lines.at(-1)).toMatchObject({ identical: 3 });
  });

  it('asks on as many threads as then: a film of a long batch had one', async () => {
    const provider = { name: 'cpu' as const, threads: 1 };
    const { lines, jobs } = await run({ lines: JSON.stringify({ ...first, provider }), end: saying({ provider }) });
    expect(jobs).toMatchObject([{ threads: 1 }]);
    expect(lines[0]).toMatchObject({ outcome: 'identical', sameProvider: true });
  });

  it('ends with 1 where a number differs, be it by a little', async () => {
    const { exit, lines } = await run({ end: saying(near) });
    expect(exit).toBe(1);
    expect(lines[0]).toMatchObject({ outcome: 'different' });
  });

  it('compares the pictures that were written, where this version of the program wrote them', async () => {
    const picture = { kind: 'enhanced', sha256: 'a'.repeat(64) } as const;
    const { application } = answer.versions;
    const line = (version: string) =>
      JSON.stringify({ ...first, versions: { ...answer.versions, application: version }, files: [picture] });
    const made = (sha256: string) => saying({ artefacts: [{ ...picture, sha256 } as never] });
    const outcomes = [
      await run({ lines: line(application), end: made(picture.sha256) }),
      await run({ lines: line(application), end: made('b'.repeat(64)) }),
      await run({ lines: line('0.0.1'), end: made('b'.repeat(64)) }),
    ].map(({ lines: [told] }) => (told as unknown as { outcome: string }).outcome);
    expect(outcomes).toEqual(['identical', 'different', 'identical']);
  });

  it('bears that little on another provider', async () => {
    const { exit, lines } = await run({ end: saying({ ...near, provider: { name: 'cuda', threads: 2 } }) });
    expect(exit).toBe(0);
    expect(lines[0]).toMatchObject({ outcome: 'close', sameProvider: false });
  });

  it('asks about the same point, and insists where the person did', async () => {
    const point = { x: 3, y: 4, byDefault: false };
    const line = { ...first, input: { ...(first['input'] as object), point }, insisted: true };
    const { jobs } = await run({ lines: JSON.stringify(line) });
    expect(jobs).toMatchObject([{ point: { x: 3, y: 4 }, insist: true }]);
  });

  it.each<[string, Code, Scene]>([
    ['a model that is gone', 'repeat-model-gone', { shelf: [] }],
    [
      'a model of which the description is another',
      'repeat-model-gone',
      { lines: JSON.stringify({ ...first, model: { ...answer.model, manifestSha256: 'e'.repeat(64) } }) },
    ],
    [
      'a file that changed',
      'repeat-pixels-changed',
      { end: saying({ input: { ...answer.input, pixelSha256: 'f'.repeat(64) } }) },
    ],
    [
      'a file that is gone',
      'source-gone',
      { events: [{ kind: 'failed', path: '/films/a.dcm', error: { code: 'source-gone', details: {} } }] },
    ],
    ['files that make another question', 'repeat-pixels-changed', { events: [] }],
  ])('says of %s why not, and ends with 2', async (_what, code, scene) => {
    const { exit, failures } = await run(scene);
    expect([exit, failures]).toEqual([2, [code]]);
  });

  it('repeats where the description is the same, and where an older program did not say which it was', async () => {
    const model = { ...answer.model, manifestSha256: 'd'.repeat(64) };
    for (const line of [{ ...first, model }, first]) expect((await run({ lines: JSON.stringify(line) })).exit).toBe(0);
  });

  it('says of a file of results that is not there, or holds none, that it is that file', async () => {
    const order = (results: string) => ({ command: 'repeat', results, language: 'en', pretty: false }) as const;
    const gone = path.join(folder, 'Doe', 'gone.ndjson');
    await expect(repeat({} as never, {} as never, order(gone))).rejects.toMatchObject({
      code: 'results-missing',
      details: { file: 'gone.ndjson' },
    });
    const empty = path.join(folder, 'empty.ndjson');
    writeFileSync(empty, '{"type":"summary"}\n');
    await expect(repeat({} as never, {} as never, order(empty))).rejects.toMatchObject({
      code: 'results-none',
      details: { file: 'empty.ndjson' },
    });
    for (const code of ['results-missing', 'results-none', 'labels-missing'] as const) {
      expect(isInputFault(code)).toBe(true);
      for (const language of ['en', 'zh'] as const) {
        const { sentence, particulars } = sayCoded(language, { code, details: { file: 'gone.ndjson' } });
        expect(sentence).not.toMatch(/image|图像/);
        expect(particulars).toContain('gone.ndjson');
      }
    }
  });

  it('gives up a network that does not finish three times in a row', async () => {
    const lines = Array.from({ length: 9 }, () => JSON.stringify(first)).join('\n');
    const end: JobEnd = { kind: 'failed', reason: { code: 'model-timeout', details: {} } };
    const { exit, failures, jobs, lines: told } = await run({ lines, end });
    expect(jobs).toHaveLength(3);
    expect(failures).toEqual(['model-timeout', 'model-timeout', 'model-timeout', 'model-given-up']);
    expect(told.at(-1)).toMatchObject({ type: 'summary', faults: 3, unasked: 6 });
    expect(exit).toBe(1);
  });

  it('says that a newer version is there', async () => {
    const shelf = [
      { ...SHELF[0], state: 'superseded' },
      { state: 'ready', refusal: null, manifest: { ...manifest, version: '99.0.0' } },
    ];
    const { exit, failures, lines } = await run({ shelf });
    expect([exit, failures]).toEqual([0, ['repeat-model-superseded']]);
    expect(lines[0]).toMatchObject({ outcome: 'identical', warnings: [{ details: { newer: '99.0.0' } }] });
  });

  it('refuses a file without results', async () => {
    await expect(run({ lines: '{"type":"series"}' })).rejects.toBeInstanceOf(CodedError);
  });
});
