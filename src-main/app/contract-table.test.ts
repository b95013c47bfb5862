import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { CALLS, EVENTS, type CallName, type EventName } from '../../src-shared/contract/table.ts';

const shell = vi.hoisted(() => ({ openPath: vi.fn(), showOpenDialog: vi.fn() }));
vi.mock('electron', () => ({
  app: { getVersion: () => '0.1.0', getGPUFeatureStatus: () => ({}) },
  dialog: { showOpenDialog: shell.showOpenDialog },
  shell: { openPath: shell.openPath },
  BrowserWindow: vi.fn(),
}));
const { callHandlers } = await import('./calls.ts');

const names = Object.keys(CALLS) as CallName[];
const events = Object.keys(EVENTS) as EventName[];
const root = path.join(import.meta.dirname, '../..');

function sources(folder: string): string {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8'))
    .join('\n');
}

const main = sources('src-main');
const page = sources('src-renderer');
const literally = (word: string) => word.replaceAll('.', '\\.');

const GARBAGE = [undefined, null, 7, 'x', true, [], [{}], Symbol('x'), () => undefined];

const DRAFT = {
  indication: '',
  findings: '',
  impression: '',
  resultId: null,
  keyInstanceId: null,
  typedIdentity: null,
  signer: '',
  language: 'en',
};

const SCHEMA = {
  key: 'side',
  version: 1,
  title: { en: 'Side', zh: '侧别' },
  fields: [],
  segments: [
    {
      ...{ number: 1, key: 'lesion', title: { en: 'Lesion', zh: '病灶' }, colour: '#ff0000' },
      ...{ code: null, drawn: 'mask', overlaps: false },
    },
  ],
};
const STEP = {
  name: 'form',
  changes: [{ what: 'answer', field: 'side', place: { scope: 'item' }, before: null, after: 'left' }],
};

/** An input of each call that its schema takes. */
const EXAMPLES: Record<CallName, Record<string, unknown>> = {
  'app.state': {},
  'settings.change': { theme: 'light' },
  'diagnostics.read': {},
  'import.choose': { kind: 'files' },
  'import.cancel': { jobId: 1 },
  'import.pause': { jobId: 1, paused: true },
  'import.sample': { study: 'film' },
  'worklist.page': { words: '', offset: 0, limit: 50 },
  'case.open': { caseId: 1 },
  'case.compare': { caseId: 1, withCaseId: 2 },
  'models.list': {},
  'models.show': { key: 'program/chest' },
  'models.verify': { key: 'program/chest' },
  'models.install': {},
  'models.remove': { key: 'user/chest@1.0.0' },
  'models.provider': { key: 'program/chest', provider: 'cpu' },
  'analysis.start': { instanceId: 1, frame: 0, modelId: 'chest', insist: false },
  'analysis.batch': { caseIds: [1], modelId: 'chest' },
  'analysis.repeat': { resultId: 1 },
  'analysis.queue': {},
  'analysis.dismiss': { caseId: 1, id: 1 },
  'analysis.cancel': { jobId: 1 },
  'artefact.read': { resultId: 1, index: 0 },
  'evaluation.choose-pictures': {},
  'evaluation.choose-labels': {},
  'evaluation.start': {
    modelId: 'chest',
    words: [{ word: 'NORMAL', labels: [] }],
    prevalence: 0.1,
    ignored: null,
  },
  'evaluation.cancel': { jobId: 1 },
  'evaluation.save': { what: 'report' },
  'evaluation.save-plot': { plot: 'roc', label: 'pneumonia', png: null },
  'judgement.add': { resultId: 1, kind: 'accept', comment: '' },
  'measurement.keep': {
    caseId: 1,
    measurement: {
      uid: '7d1f3a52-6a3c-4c0e-9b7e-2f1f0a4f8a11',
      instanceId: 1,
      frame: 0,
      kind: 'length',
      points: [
        [1, 2],
        [3, 4],
      ],
      text: '',
      hidden: false,
      knownMm: null,
      removed: false,
    },
  },
  'picture.save': { caseId: 1, png: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  'sheet.print': {
    sheet: { title: 'Keys', lines: [], table: [['Fit', 'F']], language: 'en' },
    pictures: [],
    columns: 1,
    to: 'pdf',
  },
  'measurements.save': { caseId: 1, table: [['Length', 12.5, null]] },
  'opinion.add': { caseId: 1, present: 'no', comment: '' },
  'words.keep': { caseId: 1, words: { judgementComments: {}, opinion: { present: null, comment: '' } } },
  'report.keep': { caseId: 1, draft: DRAFT },
  'report.preview': { caseId: 1, draft: DRAFT },
  'report.sign': { caseId: 1, signer: 'Dr. Li', typedIdentity: null },
  'report.addendum': { reportId: 1, addendum: { text: 'x', signer: 'Dr. Li' } },
  'report.open': { reportId: 1 },
  'profiles.list': {},
  'profiles.add': { name: 'Dr. Li', pin: '1234' },
  'profiles.sign-in': { profileId: 1, pin: '1234' },
  'profiles.sign-out': {},
  'schemas.list': {},
  'schemas.keep': { schema: SCHEMA },
  'datasets.list': {},
  'datasets.create': {
    name: 'Chests',
    instructions: '',
    schema: { key: 'side', version: 1 },
    blinded: true,
    readers: [],
    caseIds: [1],
    items: 'stacks',
  },
  'datasets.add': { datasetId: 1, caseIds: [1], items: 'pictures' },
  'datasets.open': { datasetId: 1 },
  'datasets.split': { datasetId: 1, seed: 7, shares: { train: 0.7, validation: 0.1, test: 0.2 } },
  'datasets.check': { datasetId: 1 },
  'datasets.check-cancel': { datasetId: 1 },
  'datasets.findings': { datasetId: 1 },
  'datasets.agreement': { datasetId: 1 },
  'datasets.consensus': { datasetId: 1 },
  'datasets.items': { datasetId: 1, offset: 0, limit: 50 },
  'labelling.open': { itemId: 1 },
  'labelling.step': { labellingId: 1, revision: 0, step: STEP },
  'labelling.undo': { labellingId: 1, revision: 1 },
  'labelling.redo': { labellingId: 1, revision: 2 },
  'labelling.finish': { labellingId: 1, state: 'done' },
  'datasets.import': { datasetId: 1, from: 'folder', items: 'stacks' },
  'datasets.change': { datasetId: 1, change: { name: 'Films' } },
  'datasets.next': { datasetId: 1, order: 'random', after: 3 },
  'labelling.move-on': { labellingId: 1, revision: 2 },
  'labelling.readings': { itemId: 1 },
  'labelling.results': { itemId: 1 },
  'labelling.time': { labellingId: 1, seconds: 5 },
  'labelling.comment': { itemId: 1, text: 'Rib?' },
  'dataset.export': {
    datasetId: 1,
    format: 'coco',
    unfinished: false,
    wishes: {
      ...{ withPictures: false, keepIdentity: false, withUntouched: false, emptySlices: false },
      ...{ yolo: 'polygons', side: null, field: null },
    },
  },
  'dataset.export-cancel': { jobId: 1 },
  'dataset.import': { datasetId: 1, kind: 'files' },
  'dataset.import-cancel': { jobId: 1 },
};

describe('every call of the contract', () => {
  const handlers = callHandlers({
    rooms: {},
    log: {},
    importing: {},
    signing: {},
    profiles: {},
    places: { main: '/main' },
    settings: {},
  } as never);

  it('has one handler in main, and main has no handler beside them', () => {
    expect(Object.keys(handlers).sort()).toEqual([...names].sort());
    for (const name of names) expect(handlers[name], name).toBeTypeOf('function');
  });

  it.each(names)('%s says who may make it', (name) => {
    expect(['view', 'write']).toContain(CALLS[name].permission);
  });

  it.each(names)('%s is made somewhere on the page', (name) => {
    expect(page).toMatch(new RegExp(`\\bcall\\('${literally(name)}'`));
  });

  it.each(names)('%s takes no garbage', (name) => {
    for (const garbage of GARBAGE) expect(CALLS[name].input.safeParse(garbage).success, String(garbage)).toBe(false);
  });

  it.each(names)('%s answers no garbage', (name) => {
    for (const garbage of GARBAGE) expect(CALLS[name].output.safeParse(garbage).success, String(garbage)).toBe(false);
  });

  it.each(names)('%s does not carry a field that its schema does not name', (name) => {
    const example = EXAMPLES[name];
    expect(CALLS[name].input.safeParse(example).success, 'the example itself').toBe(true);
    const parsed = CALLS[name].input.safeParse({ ...example, surplus: 'x' });
    if (parsed.success) expect(parsed.data).not.toHaveProperty('surplus');
  });

  it.each(names.filter((name) => Object.keys(EXAMPLES[name]).length > 0 && name !== 'settings.change'))(
    '%s needs each of its fields, and none of another kind',
    (name) => {
      const example: Record<string, unknown> = EXAMPLES[name];
      for (const field of Object.keys(example)) {
        const { [field]: _gone, ...rest } = example;
        expect(CALLS[name].input.safeParse(rest).success, `without ${field}`).toBe(false);
        const wrong = { ...example, [field]: { not: 'this' } };
        expect(CALLS[name].input.safeParse(wrong).success, `with a wrong ${field}`).toBe(false);
      }
    },
  );

  it('that only looks is not needed for writing: nothing that writes the log is a view', () => {
    const writing = names.filter((name) => CALLS[name].permission === 'write');
    expect(writing).toEqual(
      expect.arrayContaining(['import.choose', 'analysis.start', 'judgement.add', 'opinion.add', 'report.keep']),
    );
    expect(writing).toEqual(expect.arrayContaining(['import.sample', 'report.sign', 'report.addendum']));
  });

  it.each([0, -1, 1.5, NaN, Infinity, '1', 2 ** 60, null])('takes %s for no number of a row', (id) => {
    for (const [name, field] of [
      ['case.open', 'caseId'],
      ['report.open', 'reportId'],
      ['import.cancel', 'jobId'],
      ['analysis.cancel', 'jobId'],
    ] as const) {
      expect(CALLS[name].input.safeParse({ [field]: id }).success, name).toBe(false);
    }
  });

  it('limits how much the page may ask for or send at once', () => {
    const worklist = CALLS['worklist.page'].input;
    expect(worklist.safeParse({ words: '', offset: 0, limit: 201 }).success).toBe(false);
    expect(worklist.safeParse({ words: 'x'.repeat(201), offset: 0, limit: 1 }).success).toBe(false);
    const keep = CALLS['report.keep'].input;
    const long = { caseId: 1, draft: { ...DRAFT, findings: 'x'.repeat(20_001) } };
    expect(keep.safeParse(long).success).toBe(false);
  });
});

describe('every event of the contract', () => {
  it.each(events)('%s is told by main', (name) => {
    expect(main).toMatch(new RegExp(`\\btell\\('${literally(name)}'`));
  });

  it.each(events)('%s is listened to on the page', (name) => {
    const heard = new RegExp(`\\bon\\('${literally(name)}'`).test(page);
    expect(heard).toBe(true);
  });

  it.each(events)('%s carries no garbage', (name) => {
    for (const garbage of GARBAGE) expect(EVENTS[name].safeParse(garbage).success, String(garbage)).toBe(false);
  });

  it('that is told or listened to stands in the table', () => {
    for (const [, name] of main.matchAll(/\btell\('([a-z.-]+)'/g)) expect(events).toContain(name);
    for (const [, name] of page.matchAll(/\bon\('([a-z]+\.[a-z.-]+)'/g)) expect(events).toContain(name);
    for (const [, name] of page.matchAll(/\bcall\('([a-z.-]+)'/g)) expect(names).toContain(name);
  });
});
