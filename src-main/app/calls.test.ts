import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { CaseId, InstanceId, JobId, ModelId, ReportId } from '../../src-shared/contract/ids.ts';
import { CALLS } from '../../src-shared/contract/table.ts';
import { film, result } from '../caselog/examples.ts';
import type { AnalysisJob, JobEnd } from '../inference/index.ts';

const electron = vi.hoisted(() => ({ openPath: (_file: string): string => '', chosen: [] as string[] }));
vi.mock('electron', () => ({
  app: { getVersion: () => '0.1.0', getGPUFeatureStatus: () => ({}) },
  dialog: { showOpenDialog: async () => ({ filePaths: electron.chosen }) },
  shell: { openPath: async (file: string) => electron.openPath(file) },
  BrowserWindow: vi.fn(),
}));
const { Analyses } = await import('./analyses.ts');
const { callHandlers } = await import('./calls.ts');

const SETTINGS = {
  ...{ language: 'en', theme: 'dark', readFirst: false, signer: '' },
  ...{ shortcuts: {}, windows: {}, hiddenCorners: [], scale: 0 },
};
const READY = { state: 'ready', reason: null };
const instance = { id: 3, seriesId: 1, caseId: 7, path: '/films/a.dcm', modifiedMs: 1, description: film(1) };
const granted = { id: 3, path: '/films/a.dcm', fileSha256: film(1).fileSha256 };
const ask = { instanceId: InstanceId.parse(3), frame: 0, modelId: ModelId.parse('chest'), insist: false };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-calls-'));
  electron.openPath = () => '';
  electron.chosen = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Change {
  readonly end?: (job: AnalysisJob) => JobEnd;
  readonly log?: (name: string, input: never) => unknown;
  readonly window?: object | undefined;
  readonly storage?: object;
  readonly model?: () => Promise<unknown>;
  readonly shelf?: readonly object[];
}

/** The handlers over fakes; `happened` is what was done, in order. */
function room(change: Change = {}) {
  const happened: unknown[][] = [];
  const log = async (name: string, input: never) => {
    happened.push([name, input]);
    const answer = change.log?.(name, input);
    if (answer !== undefined) return answer;
    if (name === 'instance.get') return instance;
    if (name === 'jobs.add')
      return (input as { jobs: object[] }).jobs.map((job, i) => ({ id: 40 + i, attempts: 0, ...job }));
    if (name === 'result.add') return { id: 55 };
    if (name === 'report.get') return { pdfName: 'report.pdf' };
    if (name === 'worklist.page') return { rows: [{ firstInstanceId: 3 }], total: 1 };
    return {};
  };
  const analyze = async (job: AnalysisJob, tell: (progress: object) => void): Promise<JobEnd> => {
    happened.push(['analyze', job]);
    tell({ jobId: job.jobId, caseId: job.caseId, stage: 'run' });
    return change.end ? change.end(job) : { kind: 'result', result: result(3) };
  };
  const grant = async (instances: unknown) => void happened.push(['grant', instances]);
  const inference = {
    provider: { name: 'cpu', threads: 2 },
    models: async () => change.shelf ?? [],
    model: change.model ?? (async () => ({ file: '/m.onnx', manifest: { id: 'chest', input: { kind: 'frame' } } })),
    wake: () => void happened.push(['wake']),
    analyze,
    cancel: (jobId: number) => happened.push(['cancel', jobId]),
  };
  const announcing = {
    progress: (progress: object) => void happened.push(['analysis.progress', progress]),
    ended: (end: object) => void happened.push(['analysis.end', end]),
  };
  const handlers = callHandlers({
    rooms: { reader: { grant }, inference },
    log: { call: log },
    analyses: new Analyses({
      inference: inference as never,
      log: { call: log as never },
      dataFolder: folder,
      grant,
      asksAgain: () => undefined,
      ...announcing,
    }),
    announcing,
    importing: {
      start: (roots: string[]) => {
        happened.push(['import', roots]);
        return 4;
      },
      cancel: (jobId: number) => happened.push(['import cancelled', jobId]),
    },
    signing: {
      sign: async () => ({ pdfName: 'report.pdf' }),
      fileOf: ({ pdfName }: { pdfName: string }) => path.join(folder, pdfName),
    },
    settings: {
      now: SETTINGS,
      change: async (_log: unknown, writable: boolean, settings: object) => {
        happened.push(['settings', writable, settings]);
        return { ...SETTINGS, ...settings };
      },
    },
    profiles: { now: null },
    labelSchemas: [],
    places: { main: '/main', samples: '/samples' },
    storage: () => change.storage ?? READY,
    notices: () => [],
    window: () => ('window' in change ? change.window : {}),
    tell: (name: string, payload: unknown) => happened.push([name, payload]),
    settingsChanged: () => happened.push(['settings changed']),
  } as never);
  const told = async (name: string) => {
    await vi.waitFor(() => expect(happened.map(([each]) => each)).toContain(name));
    return happened.find(([each]) => each === name)![1] as Record<string, unknown>;
  };
  const order = () => happened.map(([name]) => name);
  return { handlers, happened, told, order };
}

describe('starting an analysis', () => {
  it('asks about the stored picture of the case, and stores the result before anyone hears of its end', async () => {
    const at = room();
    const { jobId } = await at.handlers['analysis.start'](ask);
    expect(await at.told('analysis.end')).toEqual({
      jobId,
      caseId: 7,
      modelId: 'chest',
      outcome: 'stored',
      resultId: 55,
      reason: null,
    });
    expect(at.order()).toEqual([
      ...['instance.get', 'wake', 'jobs.add', 'analysis.progress', 'instance.get', 'grant'],
      ...['analyze', 'analysis.progress', 'result.add', 'analysis.end'],
    ]);
    const { pixels, gate } = film(1);
    expect(at.happened[6]![1]).toMatchObject({
      jobId,
      caseId: 7,
      instanceId: 3,
      frame: 0,
      insist: false,
      pixels,
      gate,
    });
    expect(at.happened[8]![1]).toEqual({ caseId: 7, result: result(3), job: 40 });
  });

  it('gives the network neither path nor name', async () => {
    const at = room();
    await at.handlers['analysis.start'](ask);
    await at.told('analysis.end');
    const job = JSON.stringify(at.happened.find(([name]) => name === 'analyze'));
    expect(job).not.toMatch(/films|a\.dcm|Doe|P1/);
  });

  it('tells a failure with its code and stores nothing', async () => {
    const at = room({ end: () => ({ kind: 'failed', reason: { code: 'model-timeout', details: {} } }) });
    await at.handlers['analysis.start'](ask);
    expect(await at.told('analysis.end')).toMatchObject({
      outcome: 'failed',
      resultId: null,
      reason: { code: 'model-timeout' },
    });
    expect(at.order()).not.toContain('result.add');
  });

  it('stores nothing of a cancelled job', async () => {
    const at = room({ end: () => ({ kind: 'cancelled' }) });
    await at.handlers['analysis.start'](ask);
    expect(await at.told('analysis.end')).toMatchObject({ outcome: 'cancelled', resultId: null, reason: null });
    expect(at.order()).not.toContain('result.add');
  });

  it('never calls a result stored that the log did not take', async () => {
    const at = room({
      log: (name) => {
        if (name === 'result.add') throw new CodedError('disk-full');
        return undefined;
      },
    });
    await at.handlers['analysis.start'](ask);
    expect(await at.told('analysis.end')).toMatchObject({
      outcome: 'failed',
      resultId: null,
      reason: { code: 'disk-full', details: { unkept: 'answer' } },
    });
  });

  it('refuses a frame that the picture does not have', async () => {
    const at = room();
    await expect(at.handlers['analysis.start']({ ...ask, frame: 1 })).rejects.toThrow('call-malformed');
    expect(at.order()).not.toContain('analyze');
  });

  it('refuses a model that may not run, before anything is asked', async () => {
    const at = room({ model: () => Promise.reject(new CodedError('model-changed')) });
    await expect(at.handlers['analysis.start'](ask)).rejects.toThrow('model-changed');
    expect(at.order()).not.toContain('analyze');
  });

  it('can be cancelled', async () => {
    const at = room();
    expect(await at.handlers['analysis.cancel']({ jobId: JobId.parse(9) })).toEqual({});
    expect(at.happened).toEqual([['cancel', 9]]);
  });
});

describe('asking about many cases', () => {
  const other = { ...instance, id: 4, caseId: 8 };
  const cases: Record<number, object> = {
    7: { series: [{ instances: [instance] }], results: [] },
    8: { series: [{ instances: [other] }], results: [] },
    9: { series: [], results: [] },
  };
  const input = {
    kind: 'frame',
    point: null,
    modalities: [film(1).gate.modality],
    bodyParts: [],
    views: [],
    ageYears: null,
  };
  const many = () =>
    room({
      model: async () => ({ file: '/m.onnx', manifest: { id: 'chest', input } }),
      log: (name, given) => {
        if (name === 'case.get') return cases[(given as { caseId: number }).caseId];
        if (name === 'instance.get') return (given as { instanceId: number }).instanceId === 4 ? other : instance;
        return undefined;
      },
    });

  it('queues a question for each picture that suits, once a case, and says how many cases have none', async () => {
    const at = many();
    const caseIds = [7, 8, 9, 7].map((id) => CaseId.parse(id));
    expect(await at.handlers['analysis.batch']({ caseIds, modelId: ModelId.parse('chest') })).toEqual({
      queued: 2,
      answered: 0,
      left: 1,
    });
    await vi.waitFor(() => expect(at.order().filter((name) => name === 'analysis.end')).toHaveLength(2));
    const stored = at.happened.filter(([name]) => name === 'result.add').map(([, input]) => input);
    expect(stored).toMatchObject([{ caseId: 7 }, { caseId: 8 }]);
  });
});

describe('repeating a result', () => {
  const first = result(3);
  const shelf = (change: object = {}) => [
    {
      state: 'ready',
      refusal: null,
      manifest: { id: first.model.id, version: first.model.version, file: { sha256: first.model.sha256 }, ...change },
    },
  ];
  const at = (change: Change) =>
    room({
      shelf: shelf(),
      log: (name) => {
        if (name === 'result.case') return { caseId: 7 };
        if (name === 'case.get') return { series: [], results: [{ id: 5, result: first }] };
        return undefined;
      },
      ...change,
    });
  const repeat = (room: ReturnType<typeof at>) => room.handlers['analysis.repeat']({ resultId: 5 as never });

  it('asks the same version about the same pixels, and stores nothing', async () => {
    const again = at({ end: () => ({ kind: 'result', result: first }) });
    expect(await repeat(again)).toEqual({
      outcome: 'identical',
      largestDifference: 0,
      tolerance: 1e-3,
      sameProvider: true,
      notes: [],
    });
    expect(again.order()).not.toContain('result.add');
    expect(again.order()).toContain('analysis.end');
  });

  it('finds the smallest difference on the same provider, and bears it on another', async () => {
    const [label = ''] = Object.keys(first.probabilities);
    const near = { ...first, probabilities: { ...first.probabilities, [label]: first.probabilities[label]! + 1e-7 } };
    const here = at({ end: () => ({ kind: 'result', result: near }) });
    expect(await repeat(here)).toMatchObject({ outcome: 'different', sameProvider: true });
    const there = at({ end: () => ({ kind: 'result', result: { ...near, provider: { name: 'cuda', threads: 2 } } }) });
    expect(await repeat(there)).toMatchObject({ outcome: 'close', sameProvider: false });
  });

  it.each([
    ['a model that is gone', 'repeat-model-gone', { shelf: [] }],
    ['another file of that version', 'repeat-model-gone', { shelf: shelf({ file: { sha256: 'other' } }) }],
    [
      'other pixels',
      'repeat-pixels-changed',
      {
        end: (): JobEnd => ({
          kind: 'result',
          result: { ...first, input: { ...first.input, pixelSha256: 'f'.repeat(64) } },
        }),
      },
    ],
    ['a cancelled run', 'model-cancelled', { end: (): JobEnd => ({ kind: 'cancelled' }) }],
  ])('says of %s why it can’t be repeated', async (_what, code, change) => {
    await expect(repeat(at(change))).rejects.toMatchObject({ code });
  });

  it('uses the old version where a newer one is installed, and says so', async () => {
    const [old] = shelf();
    const both = [{ ...old, state: 'superseded' }, ...shelf({ version: '9.0.0' })];
    const again = at({ shelf: both, end: () => ({ kind: 'result', result: first }) });
    expect((await repeat(again)).notes).toMatchObject([
      { code: 'repeat-model-superseded', details: { newer: '9.0.0' } },
    ]);
  });
});

describe('what the page may reach', () => {
  it('is granted with the case that it opens, and shown without paths', async () => {
    const stored = {
      caseId: 7,
      series: [{ id: 1, number: 1, description: null, modality: 'DX', instances: [instance] }],
      warnings: [],
      measurements: [],
      documents: [],
      unanswered: [],
      results: [],
      judgements: [],
      opinions: [],
    };
    const studies = [{ caseId: 8 }];
    const answers: Record<string, unknown> = { 'case.get': stored, 'case.other-studies': { studies } };
    const at = room({ log: (name) => answers[name] });
    const view = await at.handlers['case.open']({ caseId: CaseId.parse(7) });
    expect(at.happened).toContainEqual(['grant', [granted]]);
    expect(JSON.stringify(view)).not.toContain('/films');
    expect(view.otherStudies).toEqual(studies);
  });

  it('is another study to compare with only where it is the same patient’s', async () => {
    const at = room({ log: (name) => (name === 'case.other-studies' ? { studies: [{ caseId: 8 }] } : undefined) });
    const withCaseId = CaseId.parse(9);
    const compare = at.handlers['case.compare']({ caseId: CaseId.parse(7), withCaseId });
    await expect(compare).rejects.toThrow('patient-mismatch');
    expect(at.order()).not.toContain('case.get');
    expect(at.order()).not.toContain('grant');
  });

  it('is granted with the page of the worklist that shows it, and read-first is respected there', async () => {
    const at = room();
    const page = await at.handlers['worklist.page']({ words: 'x', offset: 0, limit: 5 });
    expect(page).toMatchObject({ total: 1 });
    expect(at.happened[0]).toEqual(['worklist.page', { words: 'x', offset: 0, limit: 5, readFirst: false }]);
    await expect.poll(() => at.happened).toContainEqual(['grant', [granted]]);
  });
});

describe('choosing what to import', () => {
  it('imports what was chosen', async () => {
    electron.chosen = ['/films/a.dcm', '/films/b.dcm'];
    const at = room();
    expect(await at.handlers['import.choose']({ kind: 'files' })).toEqual({ jobId: 4 });
    expect(at.happened).toEqual([['import', electron.chosen]]);
  });

  it.each([
    ['nothing was chosen', {}],
    ['there is no window', { window: undefined }],
  ])('imports nothing when %s', async (_name, change) => {
    const at = room(change);
    expect(await at.handlers['import.choose']({ kind: 'folder' })).toEqual({ jobId: null });
    expect(at.happened).toEqual([]);
  });

  it.each([
    ['film', 'drawn-chest.dcm'],
    ['head', 'drawn-head'],
    ['nodule', 'drawn-nodule'],
  ] as const)('imports the sample %s that ships with the program', async (study, place) => {
    const at = room();
    await at.handlers['import.sample']({ study });
    expect(at.happened).toEqual([['import', [path.join('/samples', place)]]]);
  });
});

describe('reports', () => {
  it('are opened where they lie, and a missing one or a missing viewer is said', async () => {
    const at = room();
    const open = () => at.handlers['report.open']({ reportId: ReportId.parse(1) });
    await expect(open()).rejects.toThrow('record-missing');
    const opened: string[] = [];
    electron.openPath = (file) => (opened.push(file), '');
    writeFileSync(path.join(folder, 'report.pdf'), '%PDF');
    expect(await open()).toEqual({});
    expect(opened).toEqual([path.join(folder, 'report.pdf')]);
    electron.openPath = () => 'no application is registered';
    await expect(open()).rejects.toMatchObject({ code: 'report-viewer-missing', details: { file: 'report.pdf' } });
  });

  it('are shown once they are signed; without a viewer they stay signed, and a notice says so', async () => {
    electron.openPath = () => 'no application is registered';
    const at = room();
    const signed = await at.handlers['report.sign']({ caseId: CaseId.parse(7), signer: 'Dr. Li', typedIdentity: null });
    expect(signed).toEqual({ pdfName: 'report.pdf' });
    expect(await at.told('notice')).toEqual({ code: 'report-viewer-missing', details: { file: 'report.pdf' } });
  });
});

describe('what a person says of a case', () => {
  it('goes to the log with whether the network’s word was hidden', async () => {
    const opinion = { caseId: 1, present: 'no', comment: '' };
    const at = room();
    await at.handlers['opinion.add'](opinion as never);
    expect(at.happened).toEqual([['opinion.add', { ...opinion, revealed: !SETTINGS.readFirst }]]);
  });

  it('is kept while it is being written', async () => {
    const begun = { caseId: 1, words: { judgementComments: { 5: 'Rib?' }, opinion: { present: null, comment: '' } } };
    const at = room();
    expect(await at.handlers['words.keep'](begun as never)).toEqual({});
    expect(at.happened).toEqual([['words.keep', begun]]);
  });
});

describe('state and settings', () => {
  it('say what the contract promises of the program', async () => {
    const state = { ...(await room().handlers['app.state']({})), chromium: '140.0', electron: '45.0' };
    expect(CALLS['app.state'].output.parse(state)).toMatchObject({ storage: READY, settings: SETTINGS });
  });

  it('are written only where the log can be written, and the menu hears of them', async () => {
    const at = room({ storage: { state: 'read-only', reason: null } });
    await at.handlers['settings.change']({ theme: 'light' });
    expect(at.happened).toEqual([['settings', false, { theme: 'light' }], ['settings changed']]);
  });
});
