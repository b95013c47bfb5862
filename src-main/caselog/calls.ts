import type { Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId, ProfileId, ReportId, ResultId, SeriesId } from '../../src-shared/contract/ids.ts';
import type {
  CaseState,
  PatientStudy,
  Settings,
  StorageState,
  StoredResult,
  UnansweredQuestion,
  WorklistRow,
} from '../../src-shared/contract/records.ts';
import type {
  Judgement,
  NewJudgement,
  NewOpinion,
  Opinion,
  UnfinishedWords,
} from '../../src-shared/findings/judgement.ts';
import type { Measurement, MeasurementChange } from '../../src-shared/findings/measurement.ts';
import type { ReportContent, ReportDraft, SignedReport } from '../../src-shared/findings/report.ts';
import type { JobQuestion } from '../../src-shared/findings/job-question.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { Identity, InstanceDescription } from '../../src-shared/imaging/instance.ts';

import type { AnnotationCalls } from './annotation/calls.ts';

/** An instance with the path that only main and the reader see. */
export interface StoredInstance {
  readonly id: InstanceId;
  readonly seriesId: SeriesId;
  readonly caseId: CaseId;
  readonly path: string;
  readonly modifiedMs: number;
  readonly description: InstanceDescription;
}

/** A question to a network that is not answered yet. */
export interface StoredJob {
  readonly id: number;
  readonly caseId: CaseId;
  /** Higher ones first. */
  readonly priority: number;
  /** How often it was begun. */
  readonly attempts: number;
  readonly question: JobQuestion;
}

/** A case with all that belongs to it, oldest first. */
export interface StoredCase {
  readonly caseId: CaseId;
  readonly identity: Identity;
  readonly sourceName: string;
  readonly state: CaseState;
  /** What is uncertain about whose it is. */
  readonly warnings: Coded[];
  readonly series: {
    readonly id: SeriesId;
    readonly number: number | null;
    readonly description: string | null;
    readonly modality: string | null;
    readonly instances: StoredInstance[];
  }[];
  /** Objects of the study that have no pixels. */
  readonly documents: DocumentDescription[];
  readonly results: StoredResult[];
  /** Questions to networks that failed, until they are answered or a person has taken note. */
  readonly unanswered: UnansweredQuestion[];
  readonly judgements: Judgement[];
  readonly opinions: Opinion[];
  /** As they stand, without those that were taken away. */
  readonly measurements: Measurement[];
  readonly reports: SignedReport[];
  readonly draft: ReportDraft | null;
  /** What was begun and not yet given; null where there is nothing. */
  readonly words: UnfinishedWords | null;
}

/**
 * The case log's calls; each is one transaction that is durable when its promise resolves. The worker thread answers
 * them; `CaseLog` in `index.ts` is the same table as methods.
 */
export type CaseLogCalls = AnnotationCalls & {
  /** Opens or creates the log in a data folder, migrates it, and says in what state it is. Never starts empty over damage. */
  open: { input: { folder: string }; output: { storage: StorageState; notices: Coded[] } };
  close: { input: Record<string, never>; output: null };
  /**
   * Files an instance under its patient, study, series and case. The same file (by SHA-256) again only updates its path.
   * One patient id under two names is two patients, and a warning of both their cases. Errors: `patient-mismatch` (one
   * study UID, two patients), `dicom-uid-conflict` (one instance UID, two contents).
   */
  'instance.import': {
    input: { path: string; sourceName: string; modifiedMs: number; description: InstanceDescription };
    output: { caseId: CaseId; instanceId: InstanceId; isNew: boolean };
  };
  /** The same of many at once, answered in their order. Errors: those of the storage. */
  'instances.import': {
    input: { instances: CaseLogCalls['instance.import']['input'][] };
    output: { filed: (CaseLogCalls['instance.import']['output'] | { error: Coded })[] };
  };
  /** Keeps an object without pixels, to be listed with its study; null: no picture of that is filed yet. */
  'document.import': {
    input: { path: string; modifiedMs: number; document: DocumentDescription };
    output: { caseId: CaseId | null };
  };
  /** The files that were read under these roots, as they looked then, with what they were filed as. */
  'files.seen': {
    input: { roots: string[] };
    output: { files: { path: string; size: number; modifiedMs: number; caseId: CaseId; instanceId: InstanceId }[] };
  };
  /** Files that are not where they were any more. */
  'files.forget': { input: { paths: string[] }; output: null };
  'instance.get': { input: { instanceId: InstanceId }; output: StoredInstance };
  'worklist.page': {
    /** `profileId`: whoever is signed in, to whom no network's word about a case is shown that they read blinded. */
    input: { words: string; offset: number; limit: number; readFirst: boolean; profileId?: ProfileId };
    output: { rows: WorklistRow[]; total: number };
  };
  'case.get': { input: { caseId: CaseId }; output: StoredCase };
  /** The other studies of a case's patient, newest first; none where a name alone would make them the same person. */
  'case.other-studies': { input: { caseId: CaseId }; output: { studies: PatientStudy[] } };
  /** `job`: the question that it answers, which waits no more. */
  'result.add': { input: { caseId: CaseId; result: AnalysisResult; job?: number }; output: StoredResult };
  'judgement.add': { input: NewJudgement; output: Judgement };
  /** `revealed`: read-first is off, the case's results are shown. What was shown before is known to the log. */
  'opinion.add': { input: NewOpinion & { revealed: boolean }; output: Opinion };
  /** Judgements and opinions clear what was begun of them, in their own transaction. */
  'words.keep': { input: { caseId: CaseId; words: UnfinishedWords }; output: null };
  /** Errors: `record-missing`, `call-malformed` (the instance is another case's). */
  'measurement.keep': { input: MeasurementChange; output: null };
  'draft.keep': { input: { caseId: CaseId; draft: ReportDraft }; output: null };
  /** Locks the report and clears the case's draft in one transaction; the PDF file is on disk before. */
  'report.add': {
    input: { content: ReportContent; pdfName: string; pdfSha256: string };
    output: SignedReport;
  };
  'report.get': { input: { reportId: ReportId }; output: SignedReport };
  'settings.get': { input: Record<string, never>; output: Partial<Settings> };
  'settings.change': { input: Partial<Settings>; output: null };
  /** Which case a result belongs to. */
  'jobs.add': {
    input: {
      jobs: Pick<StoredJob, 'caseId' | 'priority' | 'question'>[];
      /** Which of them is begun at once, and counts as begun; answered are the attempts before. Null: none is. */
      begun: number | null;
    };
    output: StoredJob[];
  };
  'jobs.list': { input: Record<string, never>; output: StoredJob[] };
  'job.attempt': { input: { id: number; by: 1 | -1 }; output: null };
  'job.remove': { input: { id: number }; output: null };
  /** It failed: the case says so until the same question is answered, or a person has taken note. */
  'job.fail': { input: { id: number; reason: Coded }; output: null };
  'unanswered.dismiss': { input: { caseId: CaseId; id: number }; output: null };
  'result.case': { input: { resultId: ResultId }; output: { caseId: CaseId } };
};
