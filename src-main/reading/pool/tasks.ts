import type { ImportedLabels } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import type { Frame } from '../../../src-shared/imaging/frame.ts';
import type { ActivationMap } from '../../../src-shared/findings/result.ts';
import type { Coded } from '../../../src-shared/contract/coded.ts';
import { PIXEL_PRIORITIES } from '../../../src-shared/contract/pixel-port.ts';
import type { MaskFigures } from '../../../src-shared/evaluation/mask-evaluation.ts';
import type { PictureTrace } from '../../../src-shared/pixels/picture-trace.ts';
import type { PixelSummary } from '../calls.ts';
import type { MaskComparison } from '../compare-masks.ts';
import type { hashFiles } from '../containers/located-file.ts';
import type { HeadedFile } from '../index-work.ts';
import type { MaskTarget } from '../labels/mask-file.ts';
import type { describeHeaders } from '../describe-file.ts';

/**
 * Who waits for a task: what the screen shows overtakes analysis, then what may be shown next, small pictures, headers for an
 * index and, last, the hashes over its files.
 */
export const PRIORITIES = [...PIXEL_PRIORITIES, 'index', 'hash'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A granted file, and how it looked a moment ago: what a worker opened before is only used while this still holds. */
export interface FileInHand {
  readonly path: string;
  readonly fileSha256: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** Its bytes were hashed a while ago, when it looked the same: they need not be read through again. */
  readonly hashed: boolean;
}

/** What a worker does: name → input and output. Buffers in an output are moved, not copied. */
export type ReaderTasks = {
  /** Reads the headers of files, as `describeHeaders`; `path` is the first of them. */
  headers: { input: { path: string; paths: readonly string[] }; output: Awaited<ReturnType<typeof describeHeaders>> };
  /** SHA-256 over whole files that were opened with these stamps, as `hashFiles`; `path` is the first of them. */
  hashes: { input: { path: string; files: readonly HeadedFile[] }; output: Awaited<ReturnType<typeof hashFiles>> };
  /** Decodes one frame as it is shown and analysed. Throws `source-changed` and codec codes. */
  frame: { input: FileInHand & { frame: number }; output: Frame };
  /** Decodes all frames and summarises them, as `summarise`. */
  summary: { input: FileInHand; output: PixelSummary };
  /** The overlay planes of a frame, a byte a pixel; empty: it has none. */
  'overlay-mask': { input: FileInHand & { frame: number }; output: ArrayBuffer };
  /** What a frame is known by among others, as `traceOf`. */
  trace: { input: FileInHand & { frame: number }; output: PictureTrace };
  /** How well a found mask agrees with this true one, label by label, as `compareMasks`. */
  'compare-masks': { input: FileInHand & MaskComparison; output: MaskFigures[] };
  /** Labels of another program, as `readLabels`. */
  labels: { input: { path: string; schema: LabelSchema; target: MaskTarget | null }; output: ImportedLabels };
  /** A frame as a PNG for reports, as `keyImage`. */
  'key-image': {
    input: FileInHand & { frame: number; maxSide: number; map: ActivationMap | null };
    output: ArrayBuffer;
  };
};
export type TaskName = keyof ReaderTasks;

/**
 * What a task is at: getting at a file's bytes, reading its header, decoding a frame. Each stage has its own limit; a
 * task that goes on within a stage (the next frame, the next stretch of a large file) says the same stage again.
 */
export type Stage = 'file' | 'header' | 'frame';

export interface TaskMessage {
  readonly id: number;
  readonly name: TaskName;
  readonly input: unknown;
}

export type WorkerMessage =
  | { readonly kind: 'stage'; readonly id: number; readonly stage: Stage }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Coded };
