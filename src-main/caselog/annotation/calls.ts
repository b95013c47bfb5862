import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import type { ReaderConsensus } from '../../../src-shared/annotation/reader-consensus.ts';
import type { SplitShares } from '../../../src-shared/annotation/split.ts';
import type { PictureTrace } from '../../../src-shared/pixels/picture-trace.ts';
import type { Step, WorkState } from '../../../src-shared/annotation/labelling.ts';
import type {
  Dataset,
  DatasetBoard,
  DatasetChange,
  DatasetItem,
  DatasetPart,
  JournalPlace,
  LabellingComment,
  LabellingContent,
  NextItem,
  NextOrder,
  OpenLabelling,
  Reading,
  TakenStep,
} from '../../../src-shared/contract/annotation-records.ts';
import type {
  CaseId,
  DatasetId,
  InstanceId,
  ItemId,
  LabellingId,
  ProfileId,
} from '../../../src-shared/contract/ids.ts';
import type { Profile } from '../../../src-shared/contract/profile.ts';
import type { StoredResult } from '../../../src-shared/contract/records.ts';
import type { Identity } from '../../../src-shared/imaging/instance.ts';
import type { StoredInstance } from '../calls.ts';

/** What a PIN is checked against: scrypt's salt and key in hex (null: no PIN), and the wrong ones since the last right one. */
export interface ProfileSecret {
  readonly profile: Profile;
  readonly salt: string | null;
  readonly hash: string | null;
  readonly failures: number;
  readonly failedAt: string | null;
}

/** An item as `labelling.open` has it, with the paths that only main and the reader see. */
export interface StoredLabelling extends Omit<OpenLabelling, 'instances'> {
  readonly instances: StoredInstance[];
}

/** A reading with where its journal stands: revision, and the last seal of its chain. */
export interface StoredReading extends Reading {
  readonly revision: number;
  readonly chain: string;
  readonly changedAt: string;
}

/** An item with what was said of it. `patientKey` tells patients apart, and never leaves main. */
export interface StoredItem {
  readonly item: OpenLabelling['item'];
  readonly patientKey: string;
  /** Null: unknown, or slices that are no even grid. */
  readonly spacingMm: readonly [slice: number, row: number, column: number] | null;
  readonly readings: readonly StoredReading[];
}

/** An item's picture, as leaks and outliers are looked for. */
export interface StoredTrace {
  readonly itemId: ItemId;
  readonly position: number;
  readonly name: string;
  readonly patient: string;
  readonly part: DatasetPart | null;
  readonly trace: PictureTrace;
}

/** What is known of all items of an export before the first is written. */
export interface ExportFacts {
  readonly items: number;
  /** Each is one picture. */
  readonly single: boolean;
  /** All are of this size; null: they differ. */
  readonly size: { readonly rows: number; readonly columns: number } | null;
  /** Any is in colour. */
  readonly colour: boolean;
  /** Any is drawn to validation or test. */
  readonly split: boolean;
}

/** An item with one labelling, as an export needs it. */
export interface StoredExportItem {
  /** Random, the same in every export. */
  readonly name: string;
  readonly sourceName: string;
  readonly identity: Identity;
  readonly rows: number;
  readonly columns: number;
  readonly part: DatasetPart | null;
  readonly frames: { readonly instanceId: InstanceId; readonly frame: number }[];
  readonly instances: StoredInstance[];
  /** The version that the labelling was made under. */
  readonly schema: LabelSchema;
  readonly reader: string;
  readonly changedAt: string;
  readonly content: LabellingContent;
  /** Of the models that drew something: `id@version` → SHA-256 of the file. */
  readonly modelHashes: Readonly<Record<string, string>>;
}

/** What makes a new dataset. */
export interface NewDataset {
  readonly name: string;
  readonly instructions: string;
  readonly schema: { readonly key: string; readonly version: number };
  readonly blinded: boolean;
  readonly readers: Dataset['readers'];
}

/** The case log's calls of the annotation workbench. `profileId` is whoever is signed in; main says so, never the page. */
export type AnnotationCalls = {
  'profiles.list': { input: Record<string, never>; output: { profiles: Profile[] } };
  /** Whoever labels without a PIN; null where everybody has one. */
  'profile.open-reader': { input: Record<string, never>; output: { profile: Profile | null } };
  /** Errors: `profile-name-taken`. */
  'profile.add': { input: { name: string; salt: string; hash: string }; output: Profile };
  'profile.secret': { input: { profileId: ProfileId }; output: ProfileSecret };
  'profile.trial': { input: { profileId: ProfileId; right: boolean }; output: null };

  'schemas.list': { input: Record<string, never>; output: { schemas: LabelSchema[] } };
  'schema.get': { input: { key: string; version: number }; output: LabelSchema };
  /** Errors: `schema-version-taken`. */
  'schema.keep': { input: { schema: LabelSchema }; output: LabelSchema };

  'datasets.list': { input: Record<string, never>; output: { datasets: Dataset[] } };
  'dataset.create': { input: NewDataset; output: Dataset };
  /** Adds the items of a few cases; those that are there already are left alone. Errors: `record-missing`. */
  'dataset.add': {
    input: {
      datasetId: DatasetId;
      caseIds: CaseId[];
      items: 'stacks' | 'pictures';
      /** Whose pictures are that name nobody themselves. */
      patients?: Record<CaseId, string>;
    };
    output: { added: number };
  };
  /** Errors: `record-missing`, `dataset-blinded` (a second reader who would lift the blind). */
  'dataset.change': {
    input: { datasetId: DatasetId; profileId: ProfileId | null; change: DatasetChange };
    output: Dataset;
  };
  /** The next item that is not done by this person; null: none. Errors: `dataset-blinded` (`disagreement`). */
  'dataset.next': {
    input: { datasetId: DatasetId; profileId: ProfileId | null; order: NextOrder; after: number | null };
    output: { next: NextItem | null };
  };
  /** Splits by patient; items that are added later have no part until the next split. */
  'dataset.split': {
    input: { datasetId: DatasetId; seed: number; shares: SplitShares };
    output: Record<DatasetPart, number>;
  };
  /** Items whose picture was not looked at yet, from a place on. */
  'dataset.untraced': {
    input: { datasetId: DatasetId; from: number; limit: number };
    output: { items: { itemId: ItemId; position: number; instanceId: InstanceId; frame: number }[] };
  };
  /** Keeps what pictures are known by. */
  'dataset.trace': { input: { traces: { itemId: ItemId; trace: PictureTrace }[] }; output: null };
  /** Every item whose picture was looked at, and how many there are. */
  'dataset.traces': { input: { datasetId: DatasetId }; output: { items: StoredTrace[]; of: number } };
  'dataset.get': { input: { datasetId: DatasetId }; output: Dataset };
  'dataset.board': { input: { datasetId: DatasetId; profileId: ProfileId | null }; output: DatasetBoard };
  'dataset.items': {
    input: { datasetId: DatasetId; profileId: ProfileId | null; offset: number; limit: number };
    output: { items: DatasetItem[]; total: number };
  };

  /** Items with what was said of them, for exports and figures. Errors: `dataset-blinded` (`everybody`). */
  'dataset.content': {
    input: { datasetId: DatasetId; profileId: ProfileId | null; everybody: boolean; offset: number; limit: number };
    output: { items: StoredItem[]; total: number };
  };
  /** Keeps what the readers of an item say together, as a labelling of the role `consensus`. */
  'labelling.consensus': {
    input: { itemId: ItemId; profileId: ProfileId; consensus: ReaderConsensus };
    output: { labellingId: LabellingId };
  };

  /** See `exportPlan`. Errors: `record-missing`. */
  'export.plan': {
    input: { datasetId: DatasetId; profileId: ProfileId | null; unfinished: boolean };
    output: {
      dataset: Dataset;
      schema: LabelSchema;
      facts: ExportFacts;
      items: { itemId: ItemId; labellingId: LabellingId }[];
    };
  };
  'export.item': { input: { itemId: ItemId; labellingId: LabellingId }; output: StoredExportItem };
  /** `name`: null before the first export; `path`: of the first instance. */
  'export.names': {
    input: { datasetId: DatasetId };
    output: {
      items: { itemId: ItemId; name: string | null; slices: number; rows: number; columns: number; path: string }[];
    };
  };

  'import.item-of': {
    input: { datasetId: DatasetId; instanceUid: string; frame: number | null };
    output: { itemId: ItemId | null };
  };

  /** Errors: `reader-not-assigned`. */
  'labelling.open': { input: { itemId: ItemId; profileId: ProfileId }; output: StoredLabelling };
  /** Errors: `labelling-changed-elsewhere`, `step-refused`, `record-missing` (also: another person's). */
  'labelling.step': {
    input: { labellingId: LabellingId; profileId: ProfileId; revision: number; step: Step };
    output: JournalPlace;
  };
  /** Errors: `labelling-changed-elsewhere`, `undo-nothing-left`. */
  'labelling.undo': {
    input: { labellingId: LabellingId; profileId: ProfileId; revision: number };
    output: TakenStep;
  };
  'labelling.redo': AnnotationCalls['labelling.undo'];
  /** Errors: `answers-missing`. */
  'labelling.finish': {
    input: { labellingId: LabellingId; profileId: ProfileId; state: Exclude<WorkState, 'to-do'> };
    output: { datasetId: DatasetId };
  };
  /** Moves a labelling on to the dataset's schema version. Errors: `labelling-changed-elsewhere`, `schema-segments-gone`. */
  'labelling.move-on': {
    input: { labellingId: LabellingId; profileId: ProfileId; revision: number };
    output: JournalPlace;
  };
  /** What others said of an item. Errors: `dataset-blinded`. */
  'labelling.readings': { input: { itemId: ItemId; profileId: ProfileId | null }; output: { readings: Reading[] } };
  /** Masks that models drew of an item's pictures; none for a reader who is blinded. */
  'labelling.results': { input: { itemId: ItemId; profileId: ProfileId | null }; output: { results: StoredResult[] } };
  /** Whether a person reads a case blinded and is not done with it: then nothing that a model said may be shown. */
  'case.blinded': { input: { caseId: CaseId; profileId: ProfileId | null }; output: { blinded: boolean } };
  'labelling.time': { input: { labellingId: LabellingId; profileId: ProfileId; seconds: number }; output: null };
  'labelling.comment': {
    input: { itemId: ItemId; profileId: ProfileId; text: string };
    output: LabellingComment;
  };
};
