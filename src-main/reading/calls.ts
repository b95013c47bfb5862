import type { ImportedLabels } from '../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { PictureTrace } from '../../src-shared/pixels/picture-trace.ts';
import type { MaskFigures } from '../../src-shared/evaluation/mask-evaluation.ts';
import type { MaskComparison } from './compare-masks.ts';
import type { FileStamp } from './containers/file-source.ts';
import type { HeaderDescription } from './describe-file.ts';
import type { MaskTarget } from './labels/mask-file.ts';

/** What indexing tells about each file that it met, in the order of reading. Paths are locators (`containers/locator.ts`). */
export type IndexEvent =
  | { kind: 'found'; found: number }
  | { kind: 'instance'; path: string; modifiedMs: number; description: InstanceDescription }
  /** A DICOM object without pixels: listed with its study. */
  | { kind: 'document'; path: string; modifiedMs: number; document: DocumentDescription }
  | { kind: 'failed'; path: string; error: Coded };

/** A file that was read before, as the case log remembers it: while its stamp is the same it is not opened. */
export interface KnownFile extends FileStamp {
  readonly path: string;
}

/** A file whose header was read, `at` its place in the walk. */
export interface DescribedFile {
  readonly at: number;
  readonly path: string;
  readonly modifiedMs: number;
  readonly description: HeaderDescription;
}

/** How the reading of a file ended: the hash that its description waited for, a failure, or nothing to tell of it. */
export type SettledFile = { readonly at: number; readonly path: string } & (
  | { readonly sha256: string }
  | { readonly error: Coded }
  /** It is known, and as it was; or no image, and a disc's directory does not name it. */
  | { readonly passed: 'unchanged' | 'incidental' }
);

/**
 * What indexing tells main. Headers are told ahead of the hashes, in any order; files settle in the order of the walk, each
 * once, so that their number says where to go on after a crash. `started`: only while files are read one by one.
 */
export type IndexProgress =
  | { kind: 'found'; found: number }
  | { kind: 'started'; path: string }
  | { kind: 'described'; files: DescribedFile[] }
  | { kind: 'settled'; files: SettledFile[] };

/** Statistics and hash over an instance's decoded stored values, all frames (layout in `docs/architecture.md`). */
export interface PixelSummary {
  readonly sha256: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rescaledMin: number;
  readonly rescaledMax: number;
}

/** What main asks of the reader process. Paths come from main only; the pixel port knows ids alone. */
export type ReaderCalls = {
  /**
   * Walks files, folders, archives and discs (`containers/walk.ts`) and describes every readable file. After a crash main
   * goes on behind the `skip` files that it heard of; the `careful` next ones are named before they are opened, and read
   * while nothing else is read or decoded, so that another crash is the named file's own.
   */
  index: {
    /** `besideNetwork`: one is at work meanwhile, and a core is left to it. */
    input: { run: number; roots: string[]; skip: number; careful: number; known: KnownFile[]; besideNetwork?: boolean };
    output: { found: number; read: number; failed: number };
    progress: IndexProgress;
  };
  /** Stops a running `index` after the files in hand. */
  'index.cancel': { input: { run: number }; output: null };
  /** Lets a running `index` rest after the files in hand, or go on. */
  'index.pause': { input: { run: number; paused: boolean }; output: null };
  /** Lets the pixel port serve these instances; replaces nothing that was granted before. */
  grant: { input: { instances: { id: InstanceId; path: string; fileSha256: string }[] }; output: null };
  /** Takes the port that comes with the call as a pixel port. */
  connect: { input: Record<string, never>; output: null };
  /** Starts a thread, so that what a person opens next does not wait for that. */
  warm: { input: Record<string, never>; output: null };
  /** Answers at once while the process is well; bytes of memory that it holds. */
  pulse: { input: Record<string, never>; output: { usedBytes: number } };
  /** Decodes the first frame of a granted instance, for whoever will soon ask for it. */
  'decode-ahead': { input: { instanceId: InstanceId }; output: null };
  /** Decodes all frames of a granted instance and summarises them. */
  'pixels.summary': { input: { instanceId: InstanceId }; output: PixelSummary };
  /** What a frame of a granted instance is known by among others: hash of its pixels, difference hash, figures. */
  'picture.trace': { input: { instanceId: InstanceId; frame: number }; output: PictureTrace };
  /** Compares the mask that a network found with a granted true one, label by label, as `compareMasks`. */
  'masks.compare': { input: { instanceId: InstanceId } & MaskComparison; output: MaskFigures[] };
  /** Reads labels of another program, as `readLabels`. */
  'labels.read': { input: { path: string; schema: LabelSchema; target: MaskTarget | null }; output: ImportedLabels };
  /** The picture as a PNG for reports, as `key-image` on the pixel port. */
  'key-image': {
    input: { instanceId: InstanceId; frame: number; maxSide: number; map: ActivationMap | null };
    output: ArrayBuffer;
  };
  /** An activation map over the whole source grid as a 16-bit grey PNG (0: no support, 65535: the map's highest support). */
  'map-image': { input: { rows: number; columns: number; map: ActivationMap }; output: ArrayBuffer };
};
