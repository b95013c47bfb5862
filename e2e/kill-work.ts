import type { CaseId, InstanceId, ResultId } from '../src-shared/contract/ids.ts';
import { killTree } from './kill-tree.ts';
import type { Program } from './program.ts';

/** What the program works on until it is killed. */
export interface Work {
  /** The case whose result is judged again and again. */
  readonly judged: CaseId;
  readonly resultId: ResultId;
  readonly instanceId: InstanceId;
  /** The case whose report is typed and never signed. */
  readonly drafted: CaseId;
  /** Cases to be signed, each once; taken from the front. */
  readonly toSign: CaseId[];
}

/** What the program answered for, over all rounds. */
export interface Promised {
  readonly judgements: { id: number; comment: string }[];
  readonly reports: { id: number; pdfSha256: string }[];
  /** The newest number typed into the draft. */
  draft: number;
  rounds: number;
}

/** When the program dies: in the step after so many promises, or after so many milliseconds of work. */
export type Moment = { readonly afterPromises: number } | { readonly afterMs: number };

interface Kept {
  readonly kind: 'judgement' | 'report' | 'draft';
  readonly id: number;
  /** The comment, the hash of the page, or the number typed. */
  readonly text: string;
}

/**
 * Judges, types, analyses and signs through the contract in one long loop, and ends the program's processes at the
 * moment. Each promise that was answered is noted in `promised`.
 */
export async function workUntilKilled(
  { app, page }: Program,
  work: Work,
  promised: Promised,
  moment: Moment,
): Promise<void> {
  const { pid } = app.process();
  if (pid === undefined) throw new Error('the program has no process');
  promised.rounds += 1;
  const toSign = work.toSign.splice(0, 1);
  await new Promise<void>((resolve, reject) => {
    let killed = false;
    const kill = () => {
      killed = true;
      killTree(pid);
      resolve();
    };
    let kept = 0;
    const note = (promise: Kept) => {
      if (promise.kind === 'judgement') promised.judgements.push({ id: promise.id, comment: promise.text });
      else if (promise.kind === 'report') promised.reports.push({ id: promise.id, pdfSha256: promise.text });
      else promised.draft = Number(promise.text);
      kept += 1;
      if ('afterPromises' in moment && kept === moment.afterPromises) kill();
    };
    void page
      .exposeFunction('promised', note)
      .then(() => {
        if ('afterMs' in moment) setTimeout(kill, moment.afterMs);
        return page.evaluate(workInPage, { ...work, toSign, round: promised.rounds, draft: promised.draft });
      })
      // the page dies in the middle of it; before that it has no reason to
      .catch((error: unknown) => killed || reject(error));
  });
  await closed(app);
}

function closed(app: Program['app']): Promise<void> {
  const child = app.process();
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Runs in the page. */
async function workInPage(given: Work & { round: number; draft: number }): Promise<void> {
  const { call } = window.skiagraph;
  const tell = (window as never as { promised: (kept: Kept) => Promise<void> }).promised;
  const ask = async (name: Parameters<typeof call>[0], input: unknown) => {
    const answer = await call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
    return answer.value as { id: number; pdfSha256: string };
  };
  const draft = (findings: string) => ({
    indication: '',
    findings,
    impression: '',
    resultId: null,
    keyInstanceId: null,
    typedIdentity: null,
    signer: 'Dr Kill',
    language: 'en',
  });
  const [caseId] = given.toSign;
  let reportId: number | undefined;
  for (let step = 0; ; step++) {
    const comment = `round ${given.round}, step ${step}`;
    for (const kind of ['accept', 'reject', 'change']) {
      const judgement = await ask('judgement.add', { resultId: given.resultId, kind, comment });
      void tell({ kind: 'judgement', id: judgement.id, text: comment });
    }

    const typed = String(given.draft + step + 1);
    await ask('report.keep', { caseId: given.drafted, draft: draft(typed) });
    void tell({ kind: 'draft', id: 0, text: typed });

    if (step === 0) {
      void call('analysis.start', {
        instanceId: given.instanceId,
        frame: 0,
        modelId: 'chest-xr-pneumonia',
        insist: false,
      });
    }
    if (reportId === undefined) {
      await ask('report.keep', { caseId, draft: draft('Signed before the kill.') });
      const report = await ask('report.sign', { caseId, signer: 'Dr Kill', typedIdentity: null });
      reportId = report.id;
      void tell({ kind: 'report', id: report.id, text: report.pdfSha256 });
    } else {
      const addendum = { text: comment, signer: 'Dr Kill' };
      const report = await ask('report.addendum', { reportId, addendum });
      void tell({ kind: 'report', id: report.id, text: report.pdfSha256 });
    }
  }
}
