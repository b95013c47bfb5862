import type { Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';

/** What indexing tells about each file that it met, in the order of reading. */
export type IndexEvent =
  | { kind: 'found'; found: number }
  | { kind: 'instance'; path: string; modifiedMs: number; description: InstanceDescription }
  | { kind: 'failed'; path: string; error: Coded };

/** What indexing tells main: with each file before it is opened, and again while a large one is read. */
export type IndexProgress = IndexEvent | { kind: 'started'; path: string };

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
   * Walks files and folders (depth 32, no links, hidden files skipped) and describes every readable one. After a crash main
   * goes on behind the `skip` files that it heard of; the next one, `suspect`, is read before the walk and while nothing
   * else is read or decoded, so that a second crash is its own.
   */
  index: {
    input: { roots: string[]; skip?: number; suspect?: string };
    output: { found: number; read: number; failed: number };
    progress: IndexProgress;
  };
  /** Stops a running `index` after the file in hand. */
  'index.cancel': { input: Record<string, never>; output: null };
  /** Lets the pixel port serve these instances; replaces nothing that was granted before. */
  grant: { input: { instances: { id: InstanceId; path: string; fileSha256: string }[] }; output: null };
  /** Takes the port that comes with the call as a pixel port. */
  connect: { input: Record<string, never>; output: null };
  /** Decodes all frames of a granted instance and summarises them. */
  'pixels.summary': { input: { instanceId: InstanceId }; output: PixelSummary };
  /** The picture as a PNG for reports, as `key-image` on the pixel port. */
  'key-image': {
    input: { instanceId: InstanceId; frame: number; maxSide: number; map: ActivationMap | null };
    output: ArrayBuffer;
  };
  /** An activation map over the whole source grid as a 16-bit grey PNG (0: no support, 65535: the map's highest support). */
  'map-image': { input: { rows: number; columns: number; map: ActivationMap }; output: ArrayBuffer };
};
