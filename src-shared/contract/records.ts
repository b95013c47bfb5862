import { Evaluation } from '../evaluation/evaluation.ts';
import { JobQuestion } from '../findings/job-question.ts';
import { Judgement, Opinion, UnfinishedWords } from '../findings/judgement.ts';
import { ManifestFields } from '../findings/manifest-fields.ts';
import { ModelManifest } from '../findings/manifest.ts';
import { Measurement } from '../findings/measurement.ts';
import { ReportDraft, SignedReport } from '../findings/report.ts';
import { AnalysisResult, Verdict } from '../findings/result.ts';
import { DocumentDescription } from '../imaging/document.ts';
import { Identity, InstanceDescription } from '../imaging/instance.ts';
import { z } from '../schema.ts';
import { Coded } from './coded-schema.ts';
import { CaseId, InstanceId, JobId, ModelId, ResultId, SeriesId } from './ids.ts';
import { Profile } from './profile.ts';
import { ProviderName, Verification } from './verification.ts';

/** Where a case stands, the furthest step reached. */
export const CaseState = z.enum(['new', 'analysed', 'judged', 'signed']);
export type CaseState = z.infer<typeof CaseState>;

/** A worklist row. `identity` is all null for a picture that names nobody. */
export const WorklistRow = z.object({
  caseId: CaseId,
  identity: Identity,
  /** Where there is no identity: the picture's file name, so that a person can tell two of them apart. */
  sourceName: z.string(),
  modalities: z.array(z.string()),
  bodyPart: z.string().nullable(),
  seriesCount: z.number().int(),
  instanceCount: z.number().int(),
  /** First instance, for the thumbnail. */
  firstInstanceId: InstanceId,
  state: CaseState,
  /** The most severe word among the current results, null where there is none or where read-first hides it. */
  machineWord: z
    .object({
      resultId: ResultId,
      /** Whose word it is; absent in words that were written before it was kept. */
      modelId: ModelId.optional(),
      verdict: Verdict,
      label: z.string().nullable(),
      probability: z.number().nullable(),
    })
    .nullable(),
  /** Why the last of the questions about it that failed did; absent: none has. */
  unanswered: Coded.optional(),
  importedAt: z.iso.datetime(),
});
export type WorklistRow = z.infer<typeof WorklistRow>;

/** An instance as the page knows it: no path. */
export const CaseInstance = z.object({ id: InstanceId, description: InstanceDescription });
export type CaseInstance = z.infer<typeof CaseInstance>;

/** Instances in reading order (by position along the normal, else by number). */
export const CaseSeries = z.object({
  id: SeriesId,
  number: z.number().int().nullable(),
  description: z.string().nullable(),
  modality: z.string().nullable(),
  warnings: z.array(Coded),
  instances: z.array(CaseInstance).min(1),
});
export type CaseSeries = z.infer<typeof CaseSeries>;

/** A question to a network that failed: it stands in its case until the same question is answered, or a person has taken note. */
export const UnansweredQuestion = z.object({
  id: z.number().int().positive(),
  at: z.iso.datetime(),
  /** As it is asked again: of the newest version. */
  question: JobQuestion.omit({ version: true }),
  reason: Coded,
});
export type UnansweredQuestion = z.infer<typeof UnansweredQuestion>;

export const StoredResult = z.object({ id: ResultId, at: z.iso.datetime(), result: AnalysisResult });
export type StoredResult = z.infer<typeof StoredResult>;

/** Another study of an open case's patient, for comparing. */
export const PatientStudy = z.object({
  caseId: CaseId,
  studyDate: z.string().max(1024).nullable(),
  studyTime: z.string().max(1024).nullable(),
  description: z.string().max(1024).nullable(),
  modalities: z.array(z.string()),
  bodyPart: z.string().nullable(),
  seriesCount: z.number().int(),
  instanceCount: z.number().int(),
  state: CaseState,
});
export type PatientStudy = z.infer<typeof PatientStudy>;

/**
 * An open case with everything said of it, oldest first. With read-first on and no opinion yet, `results` holds only
 * refusals and `hiddenResults` says how many wait.
 */
export const OpenCase = z.object({
  caseId: CaseId,
  identity: Identity,
  sourceName: z.string(),
  state: CaseState,
  series: z.array(CaseSeries),
  /** Objects of the study without pixels: reports, PDFs, presentation states; absent: none. */
  documents: z.array(DocumentDescription).optional(),
  /** The patient's other studies, newest first; absent: none, or nobody knows whether they are the same person's. */
  otherStudies: z.array(PatientStudy).optional(),
  results: z.array(StoredResult),
  /** Questions that failed, oldest first; absent: none. */
  unanswered: z.array(UnansweredQuestion).optional(),
  hiddenResults: z.number().int(),
  /** What those that are hidden answer, without a word of theirs; absent: none is hidden. */
  hiddenAnswers: z.array(z.object({ model: AnalysisResult.shape.model, input: AnalysisResult.shape.input })).optional(),
  judgements: z.array(Judgement),
  opinions: z.array(Opinion),
  measurements: z.array(Measurement),
  reports: z.array(SignedReport),
  draft: ReportDraft.nullable(),
  /** What a person has begun to say and not yet given; null: nothing. */
  words: UnfinishedWords.nullable(),
});
export type OpenCase = z.infer<typeof OpenCase>;

/** What a model file is made of, as its checks found it. Bytes are bounds, not measurements. */
export const ModelGraph = z.object({
  irVersion: z.number().int(),
  opset: z.number().int(),
  producer: z.string(),
  nodes: z.number().int(),
  /** How often each operator stands in the graph. */
  operators: z.record(z.string(), z.number().int()),
  parameters: z.number(),
  fixedBytes: z.number(),
  runBytes: z.number(),
  answeredBytes: z.number(),
});
export type ModelGraph = z.infer<typeof ModelGraph>;

/**
 * A model of the program or of the user. `ready`: file, description and self-test agree on this machine. `not-verified`: the
 * self-test has not run here yet; it does so before the first analysis. `superseded`: a newer version is there; runs only
 * when asked for by its version. `refused`: never runs, `refusal` says why.
 */
export const ShelfModel = z.object({
  /** Unlike any other model's: its source and folder. */
  key: z.string().max(300),
  source: z.enum(['program', 'user']),
  folder: z.string(),
  state: z.enum(['ready', 'not-verified', 'superseded', 'refused']),
  refusal: Coded.nullable(),
  manifest: ModelManifest.nullable(),
  verification: Verification.nullable(),
  /** What was chosen for it, and where it will run. */
  provider: z.object({ chosen: z.union([ProviderName, z.literal('auto')]), used: ProviderName }),
});
export type ShelfModel = z.infer<typeof ShelfModel>;

/** A window that a person calls by name, in modality units. */
export const NamedWindow = z.object({
  name: z.string().trim().min(1).max(40),
  center: z.number().min(-1e9).max(1e9),
  width: z.number().positive().max(1e9),
});
export type NamedWindow = z.infer<typeof NamedWindow>;

/** Lines of a pane's corner text that may be left out. Whose picture it is, and what warns, always stands there. */
export const CornerLine = z.enum(['person', 'made', 'series', 'window', 'zoom', 'interpolation', 'scale', 'probe']);
export type CornerLine = z.infer<typeof CornerLine>;
/** A manifest as the page gets it: without the numbers that only a run needs, most of its bytes. */
export const ShownManifest = ManifestFields.omit({ domain: true, anomaly: true, selfTest: true });
export type ShownManifest = z.infer<typeof ShownManifest>;

/** A model as the page gets it. */
export const ShownModel = ShelfModel.extend({ manifest: ShownManifest.nullable() });
export type ShownModel = z.infer<typeof ShownModel>;

/** What the page may know of a model. */
export function shownModel({ manifest, ...model }: ShelfModel): ShownModel {
  if (!manifest) return { ...model, manifest };
  const { domain: _domain, anomaly: _anomaly, selfTest: _selfTest, ...shown } = manifest;
  return { ...model, manifest: shown };
}

export const Settings = z.object({
  language: z.enum(['en', 'zh']),
  theme: z.enum(['dark', 'light']),
  /** Hide the network's word until the person has written an own opinion. */
  readFirst: z.boolean(),
  /** Remembered for the next signature. */
  signer: z.string().max(200),
  /** The person's own shortcut of a command, by the command's id; empty: none. Absent: the usual one. */
  shortcuts: z.record(z.string().max(80), z.string().max(40)),
  /** Named windows by modality, in the order of their keys; absent: the usual ones. */
  windows: z.record(z.string().max(16), z.array(NamedWindow).max(9)),
  /** Lines of the corner text that are left out. */
  hiddenCorners: z.array(CornerLine),
  /** Size of the whole page as a factor; 0: as the screen asks for. */
  scale: z.number().refine((scale) => scale === 0 || (scale >= 0.75 && scale <= 3)),
});
export type Settings = z.infer<typeof Settings>;

/** Whether what a person does can be kept. Not `ready`: the code says why, and nothing is written. */
export const StorageState = z.object({
  state: z.enum(['ready', 'read-only', 'unavailable']),
  reason: Coded.nullable(),
});
export type StorageState = z.infer<typeof StorageState>;

/** Studies that ship with the program: a chest film, a head in two series, a chest twice with a nodule that grew. */
export const SampleStudy = z.enum(['film', 'head', 'nodule']);
export type SampleStudy = z.infer<typeof SampleStudy>;

export const AppState = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  /** The development fallback runtime or the release's. */
  runtime: z.enum(['release', 'fallback']),
  provider: z.object({ name: z.enum(['cpu']), threads: z.number().int().positive() }),
  storage: StorageState,
  settings: Settings,
  /** Who labels; null: nobody is signed in, or nobody has labelled yet. */
  profile: Profile.nullable(),
  /** Things said at start: an unclean exit, settings reset. */
  notices: z.array(Coded),
});
export type AppState = z.infer<typeof AppState>;

export const ImportProgress = z.object({
  jobId: JobId,
  found: z.number().int(),
  read: z.number().int(),
  /** Files that no case came of, with file names (not paths). */
  failed: z.array(z.object({ name: z.string().max(300), reason: Coded })),
  failedCount: z.number().int(),
  /** What is to be known of an import though nothing failed: `instance-duplicate`. */
  notes: z.array(Coded),
  /** Cases that the import has touched so far, newest last. */
  caseIds: z.array(CaseId),
  state: z.enum(['running', 'done', 'cancelled']),
  /** Set with `done` when not one file was readable. */
  reason: Coded.nullable(),
});
export type ImportProgress = z.infer<typeof ImportProgress>;

export const AnalysisProgress = z.object({
  jobId: JobId,
  caseId: CaseId,
  modelId: ModelId,
  stage: z.enum(['queued', 'load', 'read', 'prepare', 'run', 'explain']),
  /** 0–1, by measured durations of earlier runs. */
  fraction: z.number().min(0).max(1),
  secondsLeft: z.number().nonnegative().nullable(),
});
export type AnalysisProgress = z.infer<typeof AnalysisProgress>;

export const AnalysisEnd = z.object({
  jobId: JobId,
  caseId: CaseId,
  modelId: ModelId,
  outcome: z.enum(['stored', 'failed', 'cancelled']),
  resultId: ResultId.nullable(),
  reason: Coded.nullable(),
  /** It failed, and its case says so until it is answered or a person has taken note; absent: only this end says it. */
  kept: z.literal(true).optional(),
});
export type AnalysisEnd = z.infer<typeof AnalysisEnd>;

/** How far a result that was asked for again agrees with the stored one; see `agreementOf`. */
export const RepeatedResult = z.object({
  outcome: z.enum(['identical', 'close', 'different']),
  largestDifference: z.number().nonnegative().nullable(),
  tolerance: z.number().nonnegative(),
  /** It ran where the first one did: nothing may differ. */
  sameProvider: z.boolean(),
  notes: z.array(Coded),
});
export type RepeatedResult = z.infer<typeof RepeatedResult>;

export const EvaluationProgress = z.object({
  jobId: JobId,
  /** Rows of the label file that are done, of how many; 0 while the first is read. */
  done: z.number().int().nonnegative(),
  of: z.number().int().nonnegative(),
  /** By the rows that are done; null: not known yet. */
  secondsLeft: z.number().nonnegative().nullable(),
});
export type EvaluationProgress = z.infer<typeof EvaluationProgress>;

export const EvaluationEnd = z.object({
  jobId: JobId,
  outcome: z.enum(['done', 'failed', 'cancelled']),
  /** Of `done`. */
  evaluation: Evaluation.nullable(),
  /** Pictures that were left out, with file names (not paths). */
  failures: z.array(z.object({ name: z.string().max(300), reason: Coded })),
  /** Why it failed. */
  reason: Coded.nullable(),
});
export type EvaluationEnd = z.infer<typeof EvaluationEnd>;
