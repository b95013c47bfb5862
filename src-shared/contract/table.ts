import { NewJudgement, NewOpinion, Judgement, Opinion, UnfinishedWords } from '../findings/judgement.ts';
import { Addendum, ReportContent, ReportDraft, SignedReport, TypedIdentity } from '../findings/report.ts';
import { z } from '../schema.ts';
import { Coded } from './coded.ts';
import { CaseId, InstanceId, JobId, ModelId, ReportId } from './ids.ts';
import {
  AnalysisEnd,
  AnalysisProgress,
  AppState,
  ImportProgress,
  OpenCase,
  Settings,
  ShelfModel,
  StorageState,
  WorklistRow,
} from './records.ts';

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
  /** Reads the sample film that ships with the program. */
  'import.sample': { permission: 'write', input: nothing, output: z.object({ jobId: JobId }) },

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

  'models.list': { permission: 'view', input: nothing, output: z.object({ models: z.array(ShelfModel) }) },

  /** Queues an analysis. `insist` runs a network in spite of a gate's refusal. */
  'analysis.start': {
    permission: 'write',
    input: z
      .object({
        instanceId: InstanceId,
        frame: z.number().int().min(0).max(99_999),
        modelId: ModelId,
        insist: z.boolean(),
      })
      .strict(),
    output: z.object({ jobId: JobId }),
  },
  'analysis.cancel': { permission: 'view', input: z.object({ jobId: JobId }).strict(), output: nothing },

  'judgement.add': { permission: 'write', input: NewJudgement, output: Judgement },
  'opinion.add': { permission: 'write', input: NewOpinion, output: Opinion },
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
  'storage.changed': StorageState,
  /** The menu asked the page for something that it has a command for. */
  'menu.command': z.object({ command: z.enum(['open-files', 'open-folder', 'settings', 'worklist', 'palette']) }),
  /** A process died and was started again. */
  notice: Coded,
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;

/** The answer to a call as it crosses. */
export type CallAnswer<N extends CallName> = { ok: true; value: CallOutput<N> } | { ok: false; error: Coded };
