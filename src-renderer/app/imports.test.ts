import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { AppState, ImportProgress } from '../../src-shared/contract/records.ts';

const listeners = new Map<string, (payload: unknown) => void>();
const calls: unknown[] = [];

vi.mock('./bridge.ts', () => ({
  on: (name: string, listener: (payload: unknown) => void) => listeners.set(name, listener),
  call: (name: string, input: unknown) => {
    calls.push([name, input]);
    return name === 'import.pause' ? Promise.resolve({}) : new Promise(() => undefined);
  },
  importDropped: () => Promise.resolve({ jobId: 1 }),
}));

const [ann, ben] = [1, 2] as CaseId[] as [CaseId, CaseId];

function tell(progress: Partial<ImportProgress>) {
  const rest = {
    jobId: 1 as JobId,
    found: 1,
    read: 0,
    failed: [],
    failedCount: 0,
    notes: [],
    caseIds: [],
    reason: null,
  };
  listeners.get('import.progress')!({ ...rest, state: 'running', ...progress });
}

async function freshPage() {
  vi.resetModules();
  vi.stubGlobal('document', { documentElement: { lang: '', dataset: {} } });
  const { program } = await import('./program.svelte.ts');
  const { imports } = await import('./imports.svelte.ts');
  const storage = { state: 'ready', reason: null };
  program.start({ notices: [], storage, settings: { language: 'en', theme: 'dark' } } as unknown as AppState);
  imports.start();
  return { program, imports };
}

describe('an import that runs', () => {
  it('can rest and go on, and rests no more when it has ended', async () => {
    const { imports } = await freshPage();
    tell({});
    const jobId = 1 as JobId;
    await imports.pause(jobId, true);
    expect(imports.paused.has(jobId)).toBe(true);
    await imports.pause(jobId, false);
    expect(imports.paused.has(jobId)).toBe(false);
    expect(calls.slice(-2)).toEqual([
      ['import.pause', { jobId, paused: true }],
      ['import.pause', { jobId, paused: false }],
    ]);
    await imports.pause(jobId, true);
    tell({ state: 'cancelled' });
    expect(imports.paused.size).toBe(0);
  });
});

describe('an import of one case', () => {
  let program: Awaited<ReturnType<typeof freshPage>>['program'];
  let imports: Awaited<ReturnType<typeof freshPage>>['imports'];

  beforeEach(async () => {
    ({ program, imports } = await freshPage());
  });

  it('opens in the viewer and leaves nothing behind', () => {
    tell({});
    tell({ state: 'done', read: 1, caseIds: [ann] });
    expect(program.activeCaseId).toBe(ann);
    expect(program.route).toBe('viewer');
    expect(imports.jobs.size).toBe(0);
  });

  it('keeps its list where some files were not readable', () => {
    tell({ state: 'done', read: 1, caseIds: [ann], failedCount: 1 });
    expect(program.route).toBe('viewer');
    expect(imports.jobs.size).toBe(1);
  });

  it('leaves the person alone who has turned to another case meanwhile', () => {
    tell({});
    program.select(ben);
    tell({ state: 'done', read: 1, caseIds: [ann] });
    expect(program.activeCaseId).toBe(ben);
  });

  it('leaves the person alone who writes a report', () => {
    program.select(ben);
    program.goTo('report');
    tell({});
    tell({ state: 'done', read: 1, caseIds: [ann] });
    expect(program.activeCaseId).toBe(ben);
    expect(program.route).toBe('report');
  });

  it('opens nothing where several cases came, or where it was cancelled', () => {
    tell({ state: 'done', read: 2, caseIds: [ann, ben] });
    tell({ state: 'cancelled', read: 1, caseIds: [ann], jobId: 2 as JobId });
    expect(program.activeCaseId).toBeNull();
    expect(program.route).toBe('worklist');
  });

  it('makes the worklist read again when cases have come', () => {
    const before = program.worklistRevision;
    tell({ read: 1, caseIds: [ann] });
    expect(program.worklistRevision).toBe(before + 1);
    tell({ read: 1, caseIds: [ann] });
    expect(program.worklistRevision).toBe(before + 1);
  });
});
