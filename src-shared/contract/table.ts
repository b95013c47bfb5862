import { EVALUATION_TABLES } from '../evaluation/evaluation-tables.ts';
import { LabelSummary } from '../evaluation/label-table.ts';
import { NewJudgement, NewOpinion, Judgement, Opinion, UnfinishedWords } from '../findings/judgement.ts';
import { MeasurementChange } from '../findings/measurement.ts';
import { Addendum, ReportContent, ReportDraft, SignedReport, TypedIdentity } from '../findings/report.ts';
import { z } from '../schema.ts';
import { PrintSheet } from '../sheet-page/print-sheet.ts';
import { ANNOTATION_CALLS, ANNOTATION_EVENTS } from './annotation-calls.ts';
import { Coded } from './coded-schema.ts';
import type { Coded as CodedFailure } from './coded.ts';
import { EXCHANGE_CALLS, EXCHANGE_EVENTS } from './exchange-calls.ts';
import { CaseId, InstanceId, JobId, ModelId, ReportId, ResultId } from './ids.ts';
import {
  AnalysisEnd,
  AnalysisProgress,
  AppState,
  EvaluationEnd,
  EvaluationProgress,
  ImportProgress,
  ModelGraph,
  OpenCase,
  RepeatedResult,
  SampleStudy,
  Settings,
  ShownModel,
  StorageState,
  WorklistRow,
} from './records.ts';
import { ProviderName } from './verification.ts';

/**
 * `view` calls only read. `write` calls change the case log and are refused while it is read-only.
 */
export type Permission = 'view' | 'write';

interface CallEntry {
  readonly permission: Permission;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const nothing = z.object({}).strict();
const MOST_PICTURE_BYTES = 256 * 2 ** 20;
/** As a listed model has it; compared with those of the list, never with a path. */
const modelKey = z.string().min(1).max(300);

/** Every call from page to main: `call('worklist.page', {...})`. Nothing else crosses. */
export const CALLS = {
  /** Versions, provider, storage and settings, for the shell. */
  'app.state': { permission: 'view', input: nothing, output: AppState },
  /** Changes some settings; answers all of them. */
  'settings.change': { permission: 'view', input: Settings.partial().strict(), output: Settings },
  /** A text about this program and machine for a support mail; no patient text, no paths. */
  'diagnostics.read': { permission: 'view', input: nothing, output: z.object({ text: z.string() }) },

  /** Shows the system's dialog and reads what the person chose; null when they chose nothing. */
  'import.choose': {
    permission: 'write',
    input: z.object({ kind: z.enum(['files', 'folder']) }).strict(),
    output: z.object({ jobId: JobId.nullable() }),
  },
  'import.cancel': { permission: 'view', input: z.object({ jobId: JobId }).strict(), output: nothing },
  /** Lets a running import rest after the files in hand, or go on. */
  'import.pause': {
    permission: 'view',
    input: z.object({ jobId: JobId, paused: z.boolean() }).strict(),
    output: nothing,
  },
  /** Reads a sample study that ships with the program. */
  'import.sample': {
    permission: 'write',
    input: z.object({ study: SampleStudy }).strict(),
    output: z.object({ jobId: JobId }),
  },

  /** Newest first; `words` filters on name, id, modality, body part, description, date and state, all words needed. */
  'worklist.page': {
    permission: 'view',
    input: z
      .object({ words: z.string().max(200), offset: z.number().int().min(0), limit: z.number().int().min(1).max(200) })
      .strict(),
    output: z.object({ rows: z.array(WorklistRow), total: z.number().int() }),
  },

  /** Everything known of a case; grants its pixels to the page's port. */
  'case.open': { permission: 'view', input: z.object({ caseId: CaseId }).strict(), output: OpenCase },
  /** The same of another study of the open case's patient, to be compared with it; `patient-mismatch` for anybody else's. */
  'case.compare': {
    permission: 'view',
    input: z.object({ caseId: CaseId, withCaseId: CaseId }).strict(),
    output: OpenCase,
  },

  'models.list': { permission: 'view', input: nothing, output: z.object({ models: z.array(ShownModel) }) },
  /** A model's card, and what its file is made of or why that can't be said. */
  'models.show': {
    permission: 'view',
    input: z.object({ key: modelKey }).strict(),
    output: z.object({ card: z.string().nullable(), graph: ModelGraph.nullable(), refusal: Coded.nullable() }),
  },
  /** Checks a model and runs its self-test again; what is found is its state. */
  'models.verify': { permission: 'view', input: z.object({ key: modelKey }).strict(), output: ShownModel },
  /** Shows the system's dialog and installs the folder that the person chose; null when they chose nothing. */
  'models.install': { permission: 'write', input: nothing, output: z.object({ model: ShownModel.nullable() }) },
  /** Removes a model that was installed. */
  'models.remove': { permission: 'write', input: z.object({ key: modelKey }).strict(), output: nothing },
  /** Says where a model shall run. */
  'models.provider': {
    permission: 'write',
    input: z.object({ key: modelKey, provider: z.union([ProviderName, z.literal('auto')]) }).strict(),
    output: ShownModel,
  },

  /** Queues an analysis. `insist` runs a network in spite of a gate's refusal. */
  'analysis.start': {
    permission: 'write',
    input: z
      .object({
        instanceId: InstanceId,
        frame: z.number().int().min(0).max(99_999),
        modelId: ModelId,
        insist: z.boolean(),
        /** Of a network that looks around a point, in pixels from the picture's top left corner; absent: the centre. */
        point: z.object({ x: z.number(), y: z.number() }).optional(),
        /** Absent: the network's own map, where it has one. */
        explain: z.enum(['activation', 'occlusion', 'rise', 'lime']).optional(),
      })
      .strict(),
    output: z.object({ jobId: JobId }),
  },
  /** Asks a network about many cases, each about the pictures that suit; answers how many questions wait, pictures that this
   * version has answered about already, which are left alone, and cases without a picture for it. */
  'analysis.batch': {
    permission: 'write',
    input: z.object({ caseIds: z.array(CaseId).min(1).max(1000), modelId: ModelId }).strict(),
    output: z.object({
      queued: z.number().int().nonnegative(),
      answered: z.number().int().nonnegative(),
      left: z.number().int().nonnegative(),
    }),
  },
  /** Asks again what a result answered and compares; nothing is stored. Answers when it is done. */
  'analysis.repeat': {
    permission: 'view',
    input: z.object({ resultId: ResultId }).strict(),
    output: RepeatedResult,
  },
  /** How far the questions are that wait or run, for a page that was not there when it was told: at the start, after a reload. */
  'analysis.queue': {
    permission: 'view',
    input: nothing,
    output: z.object({ questions: z.array(AnalysisProgress) }),
  },
  /** A person has taken note of a question that failed; the case says it no more. */
  'analysis.dismiss': {
    permission: 'write',
    input: z.object({ caseId: CaseId, id: z.number().int().positive() }).strict(),
    output: nothing,
  },
  'analysis.cancel': { permission: 'view', input: z.object({ jobId: JobId }).strict(), output: nothing },
  /** The file of a picture that a result speaks of: `index` counts the result's artefacts. */
  'artefact.read': {
    permission: 'view',
    input: z.object({ resultId: ResultId, index: z.number().int().min(0).max(63) }).strict(),
    output: z.object({ bytes: z.instanceof(Uint8Array) }),
  },

  /** Shows the system's dialog for the folder whose pictures a model is evaluated on; its name, null when nothing was chosen. */
  'evaluation.choose-pictures': {
    permission: 'view',
    input: nothing,
    output: z.object({ name: z.string().nullable() }),
  },
  /** Shows the system's dialog for the label file and reads it; null when nothing was chosen. */
  'evaluation.choose-labels': {
    permission: 'view',
    input: nothing,
    output: z.object({ chosen: z.object({ name: z.string(), summary: LabelSummary }).nullable() }),
  },
  /** Asks a model about the chosen pictures. Writes no case log. */
  'evaluation.start': {
    permission: 'view',
    input: z
      .object({
        modelId: ModelId,
        /** What the label file's words mean in the model's labels. */
        words: z
          .array(z.object({ word: z.string().max(1024), labels: z.array(z.string().max(64)).max(64) }).strict())
          .max(50),
        /** How common the positive is where the model will be used; null: not given. */
        prevalence: z.number().gt(0).lt(1).nullable(),
        /** Value of true masks that does not count; null: none. */
        ignored: z.number().int().nullable(),
      })
      .strict(),
    output: z.object({ jobId: JobId }),
  },
  'evaluation.cancel': { permission: 'view', input: z.object({ jobId: JobId }).strict(), output: nothing },
  /** Asks where the last evaluation is to go, whole, and writes it there; `saved` is false when the person cancelled. */
  'evaluation.save': {
    permission: 'view',
    input: z.object({ what: z.enum(['report', 'cases', 'figures']) }).strict(),
    output: z.object({ saved: z.boolean() }),
  },
  /** The same for one plot of a label (empty: of all), as the picture that was drawn, or without one as a table. */
  'evaluation.save-plot': {
    permission: 'view',
    input: z
      .object({
        plot: z.enum(EVALUATION_TABLES),
        label: z.string().max(64),
        png: z
          .instanceof(Uint8Array)
          .refine(({ length }) => length <= MOST_PICTURE_BYTES)
          .nullable(),
      })
      .strict(),
    output: z.object({ saved: z.boolean() }),
  },

  'judgement.add': { permission: 'write', input: NewJudgement, output: Judgement },
  'opinion.add': { permission: 'write', input: NewOpinion, output: Opinion },
  /** Keeps a measurement as it stands now: drawn, changed, renamed, hidden, taken away or brought back. */
  'measurement.keep': { permission: 'write', input: MeasurementChange, output: nothing },
  /** Asks where a picture (PNG) of a case is to go and writes it there; `saved` is false when the person cancelled. */
  'picture.save': {
    permission: 'view',
    input: z
      .object({ caseId: CaseId, png: z.instanceof(Uint8Array).refine(({ length }) => length <= MOST_PICTURE_BYTES) })
      .strict(),
    output: z.object({ saved: z.boolean() }),
  },
  /**
   * Puts pictures (PNG, row by row in so many columns) and a table on paper: as a PDF where the person says, or by the
   * system's print dialog; `printed` is false when the person cancelled.
   */
  'sheet.print': {
    permission: 'view',
    input: z
      .object({
        sheet: PrintSheet,
        pictures: z.array(z.instanceof(Uint8Array).refine(({ length }) => length <= MOST_PICTURE_BYTES)).max(9),
        columns: z.number().int().min(1).max(3),
        to: z.enum(['pdf', 'printer']),
      })
      .strict(),
    output: z.object({ printed: z.boolean() }),
  },
  /** Asks where a case's measurements are to go as a table (CSV), as the page shows them, and writes them there. */
  'measurements.save': {
    permission: 'view',
    input: z
      .object({
        caseId: CaseId,
        table: z.array(z.array(z.union([z.string().max(1000), z.number(), z.null()])).max(32)).max(50_000),
      })
      .strict(),
    output: z.object({ saved: z.boolean() }),
  },
  /** Keeps comments and the opinion that were begun; called as a person types. All of the case's at once. */
  'words.keep': {
    permission: 'write',
    input: z.object({ caseId: CaseId, words: UnfinishedWords }).strict(),
    output: nothing,
  },

  /** Keeps what was typed; called as a person types. */
  'report.keep': {
    permission: 'write',
    input: z.object({ caseId: CaseId, draft: ReportDraft }).strict(),
    output: nothing,
  },
  /** The page content that signing would print now. */
  'report.preview': {
    permission: 'view',
    input: z.object({ caseId: CaseId, draft: ReportDraft }).strict(),
    output: ReportContent,
  },
  /** Prints, stores and locks the draft. `typedIdentity` is needed where the picture names nobody. */
  'report.sign': {
    permission: 'write',
    input: z
      .object({ caseId: CaseId, signer: z.string().trim().min(1).max(200), typedIdentity: TypedIdentity.nullable() })
      .strict(),
    output: SignedReport,
  },
  /** Adds a signed page to a signed report. */
  'report.addendum': {
    permission: 'write',
    input: z.object({ reportId: ReportId, addendum: Addendum }).strict(),
    output: SignedReport,
  },
  /** Opens the PDF of a signed report with the system's viewer. */
  'report.open': { permission: 'view', input: z.object({ reportId: ReportId }).strict(), output: nothing },

  ...ANNOTATION_CALLS,
  ...EXCHANGE_CALLS,
} as const satisfies Record<string, CallEntry>;

export type CallName = keyof typeof CALLS;
export type CallInput<N extends CallName> = z.input<(typeof CALLS)[N]['input']>;
export type CallParsed<N extends CallName> = z.output<(typeof CALLS)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof CALLS)[N]['output']>;

/** Every event from main to page. */
export const EVENTS = {
  'import.progress': ImportProgress,
  'analysis.progress': AnalysisProgress,
  'analysis.end': AnalysisEnd,
  'evaluation.progress': EvaluationProgress,
  'evaluation.end': EvaluationEnd,
  'storage.changed': StorageState,
  /** The menu asked the page for something that it has a command for. */
  'menu.command': z.object({
    command: z.enum([
      ...['open-files', 'open-folder', 'settings', 'worklist', 'palette'],
      ...['page-larger', 'page-smaller', 'page-usual'],
    ] as const),
  }),
  /** A process died and was started again. */
  notice: Coded,
  ...ANNOTATION_EVENTS,
  ...EXCHANGE_EVENTS,
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/** The answer to a call as it crosses. */
export type CallAnswer<N extends CallName> = { ok: true; value: CallOutput<N> } | { ok: false; error: CodedFailure };
