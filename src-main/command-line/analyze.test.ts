import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CodedError, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import { ModelId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { film, refusal, result } from '../caselog/examples.ts';
import type { AnalysisJob, JobEnd } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';
import type { AnalysisRooms } from './analyze.ts';
import type { Line } from './output.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn(), utilityProcess: {} }));
const { analyze } = await import('./analyze.ts');

const MODEL = { file: '/models/chest/model.onnx', manifest: ModelManifest.parse(shipped) };
const read = (file: string, n = 1): IndexEvent => ({
  kind: 'instance',
  path: file,
  modifiedMs: 1,
  description: film(n),
});
const failed = (file: string, code: Code = 'not-an-image'): IndexEvent => ({
  kind: 'failed',
  path: file,
  error: { code, details: {} },
});
const found = (job: AnalysisJob): JobEnd => ({ kind: 'result', result: result(job.instanceId) });
const refused = (job: AnalysisJob): JobEnd => ({ kind: 'result', result: refusal(job.instanceId) });
const broken = (code: Code) => (): JobEnd => ({ kind: 'failed', reason: { code, details: {} } });

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-analyze-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Scene {
  readonly paths?: string[];
  readonly answer?: (job: AnalysisJob) => JobEnd;
  readonly out?: string;
  readonly report?: boolean;
  readonly insist?: boolean;
  readonly mapImage?: () => Promise<ArrayBuffer>;
  readonly log?: AnalysisRooms['log'];
  readonly signal?: AbortSignal;
}

/** Runs `analyze` over what a reader tells; answers exit code, lines, failures and jobs. */
async function run(events: IndexEvent[], scene: Scene = {}) {
  const lines: Line[] = [];
  const failures: { code: Code; path: string | undefined }[] = [];
  const jobs: AnalysisJob[] = [];
  const granted = new Set<number>();
  const rooms = {
    version: '0.1.0',
    log: scene.log ?? null,
    signal: scene.signal ?? new AbortController().signal,
    printer: { print: async () => Buffer.from('%PDF') },
    inference: {
      model: async () => MODEL,
      warm: async () => Promise.reject(new CodedError('model-crashed')),
      cancel: () => undefined,
      analyze: async (job: AnalysisJob) => {
        expect(granted).toContain(job.instanceId);
        jobs.push(job);
        return (scene.answer ?? found)(job);
      },
    },
    reader: {
      index: (_paths: string[], on: (event: IndexEvent) => void) => {
        events.forEach(on);
        return { done: Promise.resolve({ found: events.length, read: 0, failed: 0 }), cancel: () => undefined };
      },
      grant: async (instances: { id: number }[]) => instances.forEach(({ id }) => granted.add(id)),
      keyImage: async () => new ArrayBuffer(1),
      mapImage: scene.mapImage ?? (async () => Uint8Array.from([1, 2, 3]).buffer),
    },
  } as unknown as AnalysisRooms;
  const output = {
    line: (line: Line) => lines.push(line),
    progress: () => undefined,
    fail: ({ code }: Coded, file?: string) => failures.push({ code, path: file }),
  };
  const exit = await analyze(rooms, output as never, {
    language: 'en',
    pretty: false,
    command: 'analyze',
    paths: scene.paths ?? ['/films'],
    model: ModelId.parse('chest'),
    out: scene.out ?? null,
    insist: scene.insist ?? false,
    report: scene.report ?? false,
    log: scene.log !== undefined,
    dataFolder: null,
  });
  const results = lines.filter(({ type }) => type === 'result');
  return { exit, lines, results, failures, jobs };
}

describe('analyze', () => {
  it('writes a result line a film with all that is needed to repeat it, a summary, and ends with 0', async () => {
    const { exit, lines, failures } = await run([read('/films/a.dcm', 1), read('/films/b.dcm', 2)]);
    expect(exit).toBe(0);
    expect(failures).toEqual([]);
    expect(lines.map(({ type }) => type)).toEqual(['result', 'result', 'summary']);
    const { model, verdict, probabilities, provider, versions } = result(1);
    expect(lines[0]).toMatchObject({
      input: { path: '/films/a.dcm', series: film(1).seriesUid, pixelSha256: result(1).input.pixelSha256 },
      model,
      verdict,
      probabilities,
      provider,
      versions,
      files: [],
    });
    expect(lines[2]).toEqual({
      type: 'summary',
      instances: 2,
      analysed: 2,
      refused: 0,
      unreadable: 0,
      faults: 0,
      cancelled: false,
    });
  });

  it('keeps every result with its own file', async () => {
    const events = Array.from({ length: 50 }, (_, n) => read(`/films/${n}.dcm`, n + 1));
    const answer = (job: AnalysisJob): JobEnd => ({
      kind: 'result',
      result: result(job.instanceId, { probabilities: { nodule: job.instanceId / 100 } }),
    });
    const { results, jobs } = await run(events, { answer });
    expect(new Set(jobs.map(({ instanceId }) => instanceId)).size).toBe(50);
    results.forEach((line, n) => {
      expect(line).toMatchObject({
        input: { path: `/films/${n}.dcm`, series: film(n + 1).seriesUid },
        probabilities: { nodule: (n + 1) / 100 },
      });
    });
  });

  it('writes one error line for a bad file in a folder and still ends with 0', async () => {
    const { exit, failures, results } = await run([failed('/films/x.txt'), read('/films/a.dcm')]);
    expect(exit).toBe(0);
    expect(failures).toEqual([{ code: 'not-an-image', path: '/films/x.txt' }]);
    expect(results.length).toBe(1);
  });

  it('ends with 2 when nothing was readable, with one error line a file', async () => {
    const one = await run([failed('/films/x.txt')]);
    expect([one.exit, one.failures.map(({ code }) => code)]).toEqual([2, ['not-an-image']]);
    const two = await run([failed('/films/x.txt'), failed('/films/y.txt')]);
    expect(two.exit).toBe(2);
    expect(two.failures.map(({ code }) => code)).toEqual(['not-an-image', 'not-an-image']);
    const none = await run([]);
    expect([none.exit, none.failures.map(({ code }) => code)]).toEqual([2, ['nothing-readable']]);
  });

  it('ends with 3 when the gates refused every film; a refused result has no probabilities', async () => {
    const { exit, results, failures } = await run([read('/films/a.dcm'), failed('/films/x.txt')], { answer: refused });
    expect(exit).toBe(3);
    expect(results[0]).toMatchObject({
      verdict: 'refused',
      refusal: { code: 'modality-unsuitable' },
      insisted: false,
    });
    expect(results[0]).not.toHaveProperty('probabilities');
    expect(failures).toContainEqual({ code: 'modality-unsuitable', path: '/films/a.dcm' });
  });

  it('ends with 0 when one film of several was analysed', async () => {
    const answer = (job: AnalysisJob) => (job.instanceId === 1 ? refused(job) : found(job));
    expect((await run([read('/films/a.dcm'), read('/films/b.dcm', 2)], { answer })).exit).toBe(0);
  });

  it('asks again with --insist, and a result so had is marked and no error', async () => {
    const insisted = (job: AnalysisJob): JobEnd => ({
      kind: 'result',
      result: result(job.instanceId, { refusal: { code: 'modality-unsuitable', details: {} }, insisted: true }),
    });
    const { exit, results, failures, jobs } = await run([read('/films/a.dcm')], { answer: insisted, insist: true });
    expect(jobs[0]?.insist).toBe(true);
    expect([exit, failures]).toEqual([0, []]);
    expect(results[0]).toMatchObject({ insisted: true, refusal: { code: 'modality-unsuitable' } });
  });

  it('ends with 1 when something of ours failed', async () => {
    const { exit, failures, results } = await run([read('/films/a.dcm')], { answer: broken('model-crashed') });
    expect(exit).toBe(1);
    expect(results).toEqual([]);
    expect(failures).toEqual([{ code: 'model-crashed', path: '/films/a.dcm' }]);
  });

  it('goes on with the next film when one fails', async () => {
    const answer = (job: AnalysisJob) => (job.instanceId === 1 ? broken('model-timeout')() : found(job));
    const { exit, results } = await run([read('/films/a.dcm'), read('/films/b.dcm', 2)], { answer });
    expect(exit).toBe(1);
    expect(results).toMatchObject([{ input: { path: '/films/b.dcm' } }]);
  });

  it('puts maps and reports under the folder it was given, with the folders that they came from', async () => {
    const out = path.join(folder, 'out');
    const { results } = await run([read('/films/ward/a.dcm'), read('/films/a.dcm', 2)], { out, report: true });
    const names = ['ward/a.chest.map.png', 'ward/a.chest.report.pdf', 'a.chest.map.png', 'a.chest.report.pdf'];
    const files = names.map((name) => path.join(out, name));
    for (const file of files) expect(existsSync(file), file).toBe(true);
    expect([...readFileSync(files[0]!)]).toEqual([1, 2, 3]);
    expect(results[0]!['files']).toEqual([
      { kind: 'map', path: files[0], labels: ['nodule'] },
      { kind: 'report', path: files[1] },
    ]);
  });

  it('writes nothing where nobody asked for files', async () => {
    const mapImage = vi.fn();
    await run([read('/films/a.dcm')], { mapImage });
    expect(mapImage).not.toHaveBeenCalled();
  });

  it('loses a file that cannot be made, never the result', async () => {
    const mapImage = async () => Promise.reject(new CodedError('codec-timeout'));
    const { exit, results, failures } = await run([read('/films/a.dcm')], { out: folder, mapImage });
    expect(exit).toBe(0);
    expect(results).toMatchObject([{ verdict: 'above', files: [] }]);
    expect(failures.map(({ code }) => code)).toEqual(['codec-timeout']);
  });

  it('refuses a folder that it cannot write before anything is asked', async () => {
    const out = path.join(folder, 'taken');
    writeFileSync(out, '');
    await expect(run([read('/films/a.dcm')], { out })).rejects.toMatchObject({ code: 'output-unwritable' });
  });

  it('ends with 4 when it is interrupted, and begins nothing more', async () => {
    const interrupt = new AbortController();
    const answer = (job: AnalysisJob) => {
      interrupt.abort();
      return found(job);
    };
    const events = [read('/films/a.dcm'), read('/films/b.dcm', 2)];
    const { exit, jobs, lines } = await run(events, { answer, signal: interrupt.signal });
    expect(exit).toBe(4);
    expect(jobs.length).toBe(1);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', cancelled: true });
  });

  it('keeps film and result in the log under the numbers that the log gave them', async () => {
    const call = vi.fn(async (name: string, _input: unknown) =>
      name === 'instance.import' ? { caseId: 70, instanceId: 300, isNew: true } : {},
    );
    await run([read('/films/a.dcm')], { log: { call } as never });
    expect(call.mock.calls.map(([name]) => name)).toEqual(['instance.import', 'result.add']);
    expect(call.mock.calls[0]![1]).toMatchObject({ path: path.resolve('/films/a.dcm'), sourceName: 'a.dcm' });
    expect(call.mock.calls[1]![1]).toMatchObject({ caseId: 70, result: { input: { instanceId: 300 } } });
  });
});
