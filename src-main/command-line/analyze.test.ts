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

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
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
  /** What the model's manifest says differently. */
  readonly model?: (manifest: ModelManifest) => Partial<ModelManifest>;
  readonly point?: { x: number; y: number };
  readonly paths?: string[];
  readonly answer?: (job: AnalysisJob) => JobEnd | Promise<JobEnd>;
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
  const decodedAhead: number[] = [];
  const rooms = {
    version: '0.1.0',
    log: scene.log ?? null,
    signal: scene.signal ?? new AbortController().signal,
    dataFolder: folder,
    printer: { print: async () => Buffer.from('%PDF') },
    inference: {
      model: async () => ({ ...MODEL, manifest: { ...MODEL.manifest, ...scene.model?.(MODEL.manifest) } }),
      warm: async () => Promise.reject(new CodedError('model-crashed')),
      cancel: () => undefined,
      makeReady: () => undefined,
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
      decodeAhead: (id: number) => void decodedAhead.push(id),
      keyImage: async () => new ArrayBuffer(1),
      mapImage: scene.mapImage ?? (async () => Uint8Array.from([1, 2, 3]).buffer),
    },
  } as unknown as AnalysisRooms;
  const output = {
    line: (line: Line) => lines.push(line),
    progress: () => undefined,
    fail: ({ code }: Coded, file?: string) => failures.push({ code, path: file }),
    warn: ({ code, details }: Coded) => lines.push({ type: 'warning', code, details }),
  };
  const exit = await analyze(rooms, output as never, {
    language: 'en',
    pretty: false,
    command: 'analyze',
    paths: scene.paths ?? ['/films'],
    model: ModelId.parse('chest'),
    out: scene.out ?? null,
    point: scene.point ?? null,
    explain: null,
    insist: scene.insist ?? false,
    report: scene.report ?? false,
    log: scene.log !== undefined,
    dataFolder: null,
  });
  const results = lines.filter(({ type }) => type === 'result');
  return { exit, lines, results, failures, jobs, decodedAhead };
}

describe('analyze', () => {
  it('has the first film decoded while its network is loaded; the others are asked for in time', async () => {
    const { decodedAhead, jobs } = await run([
      read('/films/a.jpeg', 1),
      read('/films/b.jpeg', 2),
      read('/films/c.jpeg', 3),
    ]);
    expect(jobs).toHaveLength(3);
    expect(jobs.every(({ once }) => once)).toBe(true);
    expect(decodedAhead).toEqual([1]);
  });

  it('asks about some films before their turn comes, and tells each in its turn with its own answer', async () => {
    const events = Array.from({ length: 12 }, (_, i) => read(`/films/${i}.jpeg`, i + 1));
    let [open, most] = [0, 0];
    const { results, jobs, exit } = await run(events, {
      // the later a film is asked about, the sooner it is answered
      answer: async (job) => {
        most = Math.max(most, ++open);
        for (let turn = 12 - job.instanceId; turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        const end = found(job);
        if (end.kind !== 'result') return end;
        const input = { ...end.result.input, pixelSha256: String(job.instanceId).padStart(64, '0') };
        return { ...end, result: { ...end.result, input } };
      },
    });
    expect(exit).toBe(0);
    expect(most).toBe(8);
    expect(jobs.map(({ instanceId }) => instanceId)).toEqual(events.map((_, i) => i + 1));
    expect(results.map(({ input }) => input)).toMatchObject(
      events.map((_, i) => ({ path: `/films/${i}.jpeg`, pixelSha256: String(i + 1).padStart(64, '0') })),
    );
  });

  it.each<[string, Scene, boolean | undefined]>([
    ['no pictures where only lines are told', {}, false],
    ['pictures that are written', { out: '' }, undefined],
    ['pictures of a result that is kept', { log: null }, undefined],
    ['pictures for a report', { report: true }, undefined],
  ])('asks for %s', async (_name, scene, withPictures) => {
    const { jobs } = await run([read('/films/a.dcm')], { ...scene, ...(scene.out === '' ? { out: folder } : {}) });
    expect(jobs[0]!.withPictures).toBe(withPictures);
  });

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
      unasked: 0,
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

  it.each(['model-output-invalid', 'model-run-failed', 'model-timeout'] as const)(
    'ends with 2 when the model answers nothing of use (%s), and with 1 when the program is to blame',
    async (code) => {
      const model = await run([read('/films/a.dcm')], { answer: broken(code) });
      expect([model.exit, model.failures]).toEqual([2, [{ code, path: '/films/a.dcm' }]]);
      expect(model.lines.at(-1)).toMatchObject({ analysed: 0, faults: 1 });
      const both = await run([read('/films/a.dcm', 1), read('/films/b.dcm', 2)], {
        answer: (job) => broken(job.instanceId === 1 ? code : 'model-crashed')(),
      });
      expect(both.exit).toBe(1);
    },
  );

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
    expect(exit).toBe(2);
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
      { kind: 'map', path: files[0], labels: ['nodule'], values: { low: 0, high: 0.3 } },
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

  it('asks about the next film while the files of the one before it are written, and tells both in their order', async () => {
    const asked: number[] = [];
    let secondAsked: () => void = () => undefined;
    const second = new Promise<void>((resolve) => (secondAsked = resolve));
    const answer = (job: AnalysisJob) => {
      if (asked.push(job.instanceId) === 2) secondAsked();
      return found(job);
    };
    const mapImage = () => second.then(() => Uint8Array.of(1).buffer);
    const events = [read('/films/a.dcm'), read('/films/b.dcm', 2)];
    const { exit, results } = await run(events, { answer, mapImage, out: folder });
    expect(exit).toBe(0);
    expect(asked).toEqual([1, 2]);
    expect(results).toMatchObject([{ input: { path: '/films/a.dcm' } }, { input: { path: '/films/b.dcm' } }]);
  });

  it('takes nothing that an earlier run wrote below --out for a film, and says so', async () => {
    const events = [read('/films/a.jpeg', 1), read(path.join(folder, 'a.chest.mask.png'), 2), read('/films/b.jpeg', 3)];
    const { jobs, lines, exit } = await run(events, { out: folder, paths: ['/films', path.dirname(folder)] });
    expect(jobs.map(({ instanceId }) => instanceId)).toEqual([1, 3]);
    expect(lines.slice(-2)).toEqual([
      { type: 'warning', code: 'results-skipped', details: { files: 1 } },
      expect.objectContaining({ type: 'summary', instances: 2, analysed: 2 }),
    ]);
    expect(exit).toBe(0);
  });

  it('gives up a network that does not finish three times in a row, says so, and asks about no other film', async () => {
    const events = Array.from({ length: 30 }, (_, i) => read(`/films/${i}.jpeg`, i + 1));
    const { exit, failures, lines, jobs } = await run(events, {
      answer: (job) => (job.instanceId === 2 ? found(job) : broken('model-timeout')()),
    });
    expect(failures.map(({ code }) => code)).toEqual([
      ...Array.from({ length: 4 }, () => 'model-timeout'),
      'model-given-up',
    ]);
    expect(failures.at(-1)?.path).toBeUndefined();
    // those that were asked about ahead are ended with it
    expect(jobs.length).toBeLessThan(15);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', analysed: 1, faults: 4, unasked: 25, cancelled: false });
    expect(lines.at(-2)).toEqual({ type: 'warning', code: 'films-not-asked', details: { films: 25 } });
    expect(exit).toBe(2);
  });

  it('tells of a film that failed while it was asked about ahead, and of the others', async () => {
    const answer = (job: AnalysisJob) => (job.instanceId === 2 ? broken('model-output-invalid')() : found(job));
    const events = [read('/films/a.dcm'), read('/films/b.dcm', 2), read('/films/c.dcm', 3)];
    const { exit, results, failures } = await run(events, { answer });
    expect(exit).toBe(2);
    expect(results).toMatchObject([{ input: { path: '/films/a.dcm' } }, { input: { path: '/films/c.dcm' } }]);
    expect(failures).toEqual([{ code: 'model-output-invalid', path: '/films/b.dcm' }]);
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
    expect(lines.at(-1)).toMatchObject({ type: 'summary', analysed: 1, unasked: 1, cancelled: true });
  });

  it('does not blame a film for the death of a process that heard of the interruption first', async () => {
    const interrupt = new AbortController();
    const answer = () => {
      setTimeout(() => interrupt.abort(), 20);
      return broken('model-crashed')();
    };
    const { exit, failures } = await run([read('/films/a.dcm')], { answer, signal: interrupt.signal });
    expect(exit).toBe(4);
    expect(failures).toEqual([]);
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

  it('keeps the answer about a patient’s studies in the case of the newest one, which it is about', async () => {
    const call = vi.fn(async (name: string, input: unknown) => {
      if (name !== 'instance.import') return {};
      const n = Number(/(\d+)\.dcm$/.exec((input as { path: string }).path)![1]);
      return { caseId: 70 + n, instanceId: 300 + n, isNew: true };
    });
    const taken = (n: number, studyDate: string): IndexEvent => {
      const identity = { patientId: 'P1', patientName: 'Doe^Jane', birthDate: '1970-01-01' };
      const description = film(n, { ...identity, studyDate, studyUid: `1.2.${n}` });
      return { kind: 'instance', path: `/films/${n}.dcm`, modifiedMs: 1, description };
    };
    const answer = (job: AnalysisJob): JobEnd => {
      const said = result(job.instanceId);
      const instanceIds = job.volume!.instances.map(({ instanceId }) => instanceId);
      const volume = { instanceIds, frames: instanceIds.length, studies: true as const };
      return { kind: 'result', result: { ...said, input: { ...said.input, volume } } };
    };
    const model = ({ input }: ModelManifest): Partial<ModelManifest> => ({
      task: 'sequence',
      input: { ...input, kind: 'sequence', steps: 'studies', views: [] },
    });
    const log = { call } as never;
    await run([taken(1, '2024-01-01'), taken(2, '2020-01-01'), taken(3, '2022-01-01')], { model, answer, log });
    const kept = call.mock.calls.filter(([name]) => name === 'result.add').map(([, input]) => input);
    expect(kept).toMatchObject([
      { caseId: 71, result: { input: { instanceId: 301, volume: { instanceIds: [302, 303, 301] } } } },
    ]);
  });
});

const sequences = ({ input }: ModelManifest): Partial<ModelManifest> => ({
  task: 'sequence',
  input: { ...input, kind: 'sequence' },
});
const outlines = (): Partial<ModelManifest> => ({ task: 'segmentation' });

/** A film of several frames, as a NIfTI file is. */
const stack = (file: string, frames: number): IndexEvent => {
  const { pixels, ...rest } = film(1);
  const described = { ...rest, seriesUid: null, pixels: { ...pixels, frames } };
  return { kind: 'instance', path: file, modifiedMs: 1, description: described };
};
/** One CT slice of a series. */
const slice = (n: number, mm: number, patientId = 'P1'): IndexEvent => {
  const { pixels, identity, gate, ...rest } = film(1);
  return {
    kind: 'instance',
    path: `/films/${n}.dcm`,
    modifiedMs: 1,
    description: {
      ...rest,
      identity: { ...identity, patientId },
      gate: { ...gate, modality: 'CT' },
      instanceNumber: n,
      instanceUid: `1.2.3.1.1.${n}`,
      fileSha256: film(100 + n).fileSha256,
      pixels: { ...pixels, imagePositionMm: [0, 0, mm], imageOrientation: [1, 0, 0, 0, 1, 0] },
    },
  };
};

describe('analyze with a network that reads', () => {
  it('pictures says which of them asks to be turned, for it saw them as they are stored', async () => {
    const turned = read('/films/phone.jpeg');
    if (turned.kind !== 'instance') return;
    const warnings = [{ code: 'image-lossy', details: {} } as const, { code: 'picture-turned', details: {} } as const];
    const { results } = await run([{ ...turned, description: { ...turned.description, warnings } }]);
    expect(results[0]!['warnings']).toContainEqual({ code: 'picture-turned', details: {} });
    expect(results[0]!['warnings']).not.toContainEqual(expect.objectContaining({ code: 'image-lossy' }));
  });

  it('keeps what it noticed beside the answer in the log too', async () => {
    const call = vi.fn(async (name: string, _input: unknown) =>
      name === 'instance.import' ? { caseId: 70, instanceId: 300, isNew: true } : {},
    );
    const film = read('/films/cine.dcm');
    if (film.kind !== 'instance') return;
    const { pixels } = film.description;
    const cine = { ...film, description: { ...film.description, pixels: { ...pixels, frames: 12 } } };
    await run([cine], { log: { call } as never });
    const kept = call.mock.calls.find(([name]) => name === 'result.add')![1] as { result: { warnings: Coded[] } };
    expect(kept.result.warnings).toContainEqual({ code: 'frames-not-analysed', details: { frames: 12 } });
  });

  it('sequences asks about all frames of a file at once', async () => {
    const { jobs, results } = await run([stack('/films/a.nii.gz', 5)], { model: sequences });
    expect(jobs).toHaveLength(1);
    expect(jobs[0]!.volume!.slices).toEqual([0, 1, 2, 3, 4].map((frame) => ({ instance: 0, frame })));
    expect(results[0]!['warnings']).not.toContainEqual(expect.objectContaining({ code: 'frames-not-analysed' }));
  });

  it('series asks once about all slices, in the order in which they lie, whatever the order of the files', async () => {
    const { jobs, results, lines } = await run([slice(1, 6), slice(2, 0), slice(3, 3)], { model: sequences });
    expect(jobs).toHaveLength(1);
    const { instances, slices, affine, spacingMm } = jobs[0]!.volume!;
    expect(slices.map(({ instance }) => instances[instance]!.instanceId)).toEqual([2, 3, 1]);
    expect(affine![2]).toEqual([0, 0, 3, 0]);
    expect(spacingMm).toEqual([3, 0.2, 0.2]);
    expect(results[0]!['input']).toMatchObject({ paths: ['/films/2.dcm', '/films/3.dcm', '/films/1.dcm'] });
    expect(lines.at(-1)).toMatchObject({ instances: 3, analysed: 1 });
  });

  it('series never joins two patients in one question', async () => {
    const { jobs, failures } = await run([slice(1, 0), slice(2, 3), slice(3, 6, 'P2')], { model: sequences });
    expect(jobs.map(({ volume }) => volume!.slices.length)).toEqual([2, 1]);
    expect(failures.map(({ code }) => code)).toEqual(['patient-mismatch']);
  });

  it('single pictures outlines every frame of a stack, and judges the first one only', async () => {
    const whole = await run([stack('/films/a.nii', 3)], { model: outlines });
    expect(whole.jobs[0]!.volume!.slices).toHaveLength(3);
    const first = await run([stack('/films/a.nii', 3)]);
    expect(first.jobs[0]).not.toHaveProperty('volume');
    expect(first.results[0]!['warnings']).toContainEqual({ code: 'frames-not-analysed', details: { frames: 3 } });
  });

  it('points passes on the point that was given, and none else', async () => {
    const around = (manifest: ModelManifest) => ({
      input: { ...manifest.input, point: { default: 'centre' as const, cropPx: [64, 64] as [number, number] } },
    });
    const { jobs } = await run([read('/films/a.dcm')], { point: { x: 3, y: 4 }, model: around });
    expect(jobs[0]!.point).toEqual({ x: 3, y: 4 });
    // one that looks at whole pictures would leave it out in silence
    await expect(run([read('/films/a.dcm')], { point: { x: 3, y: 4 } })).rejects.toMatchObject({ code: 'usage-wrong' });
    expect((await run([read('/films/a.dcm')])).jobs[0]).not.toHaveProperty('point');
  });
});

describe('the files of an analysis', () => {
  const picture = (
    kind: 'mask' | 'probability' | 'enhanced',
    labels: string[],
    format: 'png' | 'nii.gz',
    byte: number,
  ) => ({
    artefact: {
      kind,
      labels,
      format,
      sha256: film(byte).fileSha256,
      name: `${film(byte).fileSha256.slice(0, 32)}.${kind}.${format}`,
      bytes: 1,
      rows: 1,
      columns: 1,
      frames: 1,
      values: { mask: null, probability: { low: 0, high: 1 }, enhanced: { low: -1000, high: 400 } }[kind],
    },
    bytes: Uint8Array.of(byte),
  });
  const segments = [{ label: 'a', areaPx: 4, areaMm2: null, volumeMm3: null, interval: null, confidence: 0.8 }];
  const answer =
    (...pictures: ReturnType<typeof picture>[]) =>
    (job: AnalysisJob): JobEnd => {
      const word = {
        task: 'segmentation',
        verdict: 'stated',
        operatingPoint: null,
        probabilities: {},
        map: null,
      } as const;
      const artefacts = pictures.map(({ artefact }) => artefact);
      return { kind: 'result', result: result(job.instanceId, { ...word, segments, artefacts }), pictures };
    };

  it("are named by file, model and kind, and the line says what the mask's numbers mean", async () => {
    const one = answer(picture('mask', ['a'], 'nii.gz', 7), picture('probability', ['a'], 'nii.gz', 8));
    const { results } = await run([stack('/films/scan.nii.gz', 2)], { model: outlines, out: folder, answer: one });
    const [mask, map] = ['mask', 'map'].map((kind) => path.join(folder, `scan.chest.${kind}.nii.gz`));
    expect(results[0]).toMatchObject({ task: 'segmentation', segments: [{ label: 'a', areaPx: 4, confidence: 0.8 }] });
    expect((results[0]!['segments'] as object[])[0]).not.toHaveProperty('areaMm2');
    expect(results[0]).not.toHaveProperty('probabilities');
    expect(results[0]!['files']).toEqual([
      { kind: 'mask', path: mask, labels: ['a'], sha256: film(7).fileSha256 },
      { kind: 'map', path: map, labels: ['a'], values: { low: 0, high: 1 }, sha256: film(8).fileSha256 },
    ]);
    expect([...readFileSync(mask!), ...readFileSync(map!)]).toEqual([7, 8]);
  });

  it('say what their black and their white stand for', async () => {
    const { results } = await run([read('/films/a.dcm')], {
      out: folder,
      answer: answer(picture('enhanced', [], 'png', 9)),
    });
    expect(results[0]!['files']).toMatchObject([{ kind: 'enhanced', values: { low: -1000, high: 400 } }]);
  });

  it('have a map a label where there are several', async () => {
    const two = answer(picture('probability', ['a'], 'png', 1), picture('probability', ['b'], 'png', 2));
    const { results } = await run([read('/films/a.dcm')], { out: folder, answer: two });
    expect((results[0]!['files'] as { path: string }[]).map((file) => path.basename(file.path))).toEqual([
      'a.chest.map-a.png',
      'a.chest.map-b.png',
    ]);
  });

  it('lie beside the log before the result that names them is in it', async () => {
    const enhanced = picture('enhanced', [], 'png', 9);
    const kept = path.join(folder, 'artefacts', enhanced.artefact.name);
    const seen: [string, boolean][] = [];
    const call = async (name: string) => {
      seen.push([name, existsSync(kept)]);
      return name === 'instance.import' ? { caseId: 70, instanceId: 300, isNew: true } : {};
    };
    const log = { call } as never;
    const { failures } = await run([read('/films/a.dcm')], { answer: answer(enhanced), log });
    expect(seen).toEqual([
      ['instance.import', false],
      ['result.add', true],
    ]);
    expect([...readFileSync(kept)]).toEqual([9]);
    const again = await run([read('/films/a.dcm')], { answer: answer(enhanced), log });
    expect([...failures, ...again.failures]).toEqual([]);
  });
});
