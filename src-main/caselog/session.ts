import { CodedError, toCoded, type Code } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import { z } from '../../src-shared/schema.ts';
import { ANNOTATION_HANDLERS } from './annotation/handlers.ts';
import { settleAll } from './annotation/labellings.ts';
import type { CheckEnd } from './background-check.ts';
import type { CaseLogCalls } from './calls.ts';
import { openForReading, openLog, type OpenedLog, type OpenOptions } from './database.ts';
import { importDocument } from './documents.ts';
import { keepDraft } from './drafts.ts';
import { getInstance, importInstance, importInstances } from './instances.ts';
import { addJobs, countAttempt, listJobs, removeJob } from './jobs.ts';
import { addJudgement } from './judgements.ts';
import type { Log } from './log.ts';
import { keepMeasurement } from './measurements.ts';
import { addOpinion } from './opinions.ts';
import { otherStudies } from './other-studies.ts';
import { databaseFile } from './places.ts';
import { addReport, getReport } from './reports.ts';
import { addResult, caseOfResult } from './results.ts';
import { removeMark } from './running-mark.ts';
import { SameFile } from './same-file.ts';
import { forgetSeenFiles, seenFiles } from './seen-files.ts';
import { changeSettings, readSettings } from './settings.ts';
import { asStorageFailure } from './storage-failures.ts';
import { dismissUnanswered, failJob } from './unanswered.ts';
import { keepWords } from './unfinished-words.ts';
import { getCase } from './whole-case.ts';
import { worklistPage } from './worklist.ts';

type Handlers = {
  [N in Exclude<keyof CaseLogCalls, 'open' | 'close'>]: {
    kind: 'read' | 'write';
    answer: (log: Log, input: CaseLogCalls[N]['input']) => CaseLogCalls[N]['output'];
  };
};

const HANDLERS: Handlers = {
  'instance.import': { kind: 'write', answer: importInstance },
  'instances.import': { kind: 'write', answer: importInstances },
  'document.import': { kind: 'write', answer: importDocument },
  'files.seen': { kind: 'read', answer: seenFiles },
  'files.forget': { kind: 'write', answer: forgetSeenFiles },
  'instance.get': { kind: 'read', answer: (log, { instanceId }) => getInstance(log, instanceId) },
  'worklist.page': { kind: 'read', answer: worklistPage },
  'case.get': { kind: 'read', answer: (log, { caseId }) => getCase(log, caseId) },
  'case.other-studies': { kind: 'read', answer: (log, { caseId }) => ({ studies: otherStudies(log, caseId) }) },
  'result.add': { kind: 'write', answer: addResult },
  'jobs.add': { kind: 'write', answer: addJobs },
  'jobs.list': { kind: 'read', answer: listJobs },
  'job.attempt': { kind: 'write', answer: countAttempt },
  'job.remove': { kind: 'write', answer: removeJob },
  'job.fail': { kind: 'write', answer: failJob },
  'unanswered.dismiss': { kind: 'write', answer: dismissUnanswered },
  'result.case': { kind: 'read', answer: (log, { resultId }) => ({ caseId: caseOfResult(log, resultId) }) },
  'judgement.add': { kind: 'write', answer: addJudgement },
  'opinion.add': { kind: 'write', answer: addOpinion },
  'measurement.keep': { kind: 'write', answer: keepMeasurement },
  'words.keep': {
    kind: 'write',
    answer: (log, { caseId, words }) => {
      keepWords(log, caseId, words);
      return null;
    },
  },
  'draft.keep': {
    kind: 'write',
    answer: (log, { caseId, draft }) => {
      keepDraft(log, caseId, draft);
      return null;
    },
  },
  'report.add': { kind: 'write', answer: addReport },
  'report.get': { kind: 'read', answer: (log, { reportId }) => getReport(log, reportId) },
  'settings.get': { kind: 'read', answer: (log) => readSettings(log).settings },
  'settings.change': {
    kind: 'write',
    answer: (log, changes) => {
      changeSettings(log, changes);
      return null;
    },
  },
  ...ANNOTATION_HANDLERS,
};

/**
 * The log of one data folder as the worker thread holds it: answers calls, refuses writes where nothing can be kept,
 * and falls back to reading when damage or a swapped file shows itself in mid-session.
 */
export class Session {
  readonly #options: OpenOptions;
  readonly #onStorage: (storage: StorageState) => void;
  #folder: string | undefined;
  #opened: OpenedLog | undefined;
  #file: SameFile | undefined;

  /** @param onStorage called when the storage's state changes after `open` has answered */
  constructor(options: OpenOptions, onStorage: (storage: StorageState) => void) {
    this.#options = options;
    this.#onStorage = onStorage;
  }

  /** Opens the log of a folder; may be called again to try anew after a failure of the storage. */
  open(folder: string): CaseLogCalls['open']['output'] {
    this.close();
    const opened = openLog(folder, this.#options);
    this.#take(folder, opened);
    return { storage: opened.storage, notices: opened.notices };
  }

  /** Closes the log in order. A second time does nothing. */
  close(): void {
    const wasWritable = this.#opened?.storage.state === 'ready';
    if (wasWritable && this.#opened?.log) this.#settle(this.#opened.log);
    this.#opened?.log?.database.close();
    if (wasWritable && this.#folder !== undefined) removeMark(this.#folder);
    this.#opened = undefined;
    this.#folder = undefined;
  }

  /** Answers one call. Errors: those of the call, and those of the storage. */
  answer<N extends keyof Handlers>(name: N, input: CaseLogCalls[N]['input']): CaseLogCalls[N]['output'] {
    const { kind, answer } = HANDLERS[name];
    const log = this.#logFor(kind);
    try {
      this.#file?.check();
      const output = answer(log, input);
      // A commit into a file that has meanwhile lost its name is not kept, and must not be called so.
      if (kind === 'write') this.#file?.check();
      return output;
    } catch (thrown) {
      if (thrown instanceof z.ZodError) throw new CodedError('call-malformed', { call: name }, { cause: thrown });
      const failure = asStorageFailure(thrown, this.#folder!);
      if (failure instanceof CodedError) throw this.#fallBack(failure);
      throw failure;
    }
  }

  /** The check that writing waits for (`log-checking`) has ended: the log becomes writable, or stays as it is read. */
  endCheck(end: CheckEnd): void {
    const reading = this.#opened;
    if (reading?.storage.reason?.code !== 'log-checking') return;
    const folder = this.#folder!;
    try {
      const opened =
        end === 'damaged'
          ? openForReading(folder, 'log-damaged', this.#options)
          : openLog(folder, this.#options, end === 'sound' ? 'done' : 'first');
      reading.log?.database.close();
      this.#take(folder, opened);
    } catch (thrown) {
      this.#opened = { ...reading, storage: { state: 'read-only', reason: toCoded(thrown) } };
    }
    this.#onStorage(this.#opened!.storage);
  }

  /** Goes on reading only: the check in the background found damage. */
  reportDamage(): void {
    this.#fallBack(new CodedError('log-damaged'));
  }

  /** Where that fails, on a full disk say, labellings stay unsettled, which costs a check and a sentence at the next opening. */
  #settle(log: Log): void {
    try {
      settleAll(log);
    } catch {
      // closing goes on: every step is kept already
    }
  }

  #take(folder: string, opened: OpenedLog): void {
    this.#folder = folder;
    this.#opened = opened;
    this.#file = opened.storage.state === 'ready' ? new SameFile(databaseFile(folder)) : undefined;
  }

  #logFor(kind: 'read' | 'write'): Log {
    if (!this.#opened) throw new CodedError('internal-error', { message: 'the case log is not open' });
    const { log, storage } = this.#opened;
    const reason = storage.reason;
    if (log && (kind === 'read' || storage.state === 'ready')) return log;
    throw reason ? new CodedError(reason.code, reason.details) : new CodedError('internal-error');
  }

  #fallBack(failure: CodedError): CodedError {
    const lasting: readonly Code[] = ['log-damaged', 'log-replaced'];
    if (!lasting.includes(failure.code) || this.#opened?.storage.state !== 'ready') return failure;
    const writable = this.#opened;
    const folder = this.#folder!;
    this.#opened =
      failure.code === 'log-replaced'
        ? { log: null, storage: { state: 'unavailable', reason: { code: 'log-replaced', details: {} } }, notices: [] }
        : openForReading(folder, failure.code, this.#options);
    // Only now: the last connection to close would copy the write-ahead log into the damaged file.
    writable.log?.database.close();
    this.#file = undefined;
    this.#onStorage(this.#opened.storage);
    const { code, details } = this.#opened.storage.reason!;
    return new CodedError(code, details, { cause: failure });
  }
}
