import type { Coded } from './coded.ts';
import type { InstanceId } from './ids.ts';
import type { ActivationMap } from '../findings/result.ts';
import type { SampleType } from '../imaging/instance.ts';

/**
 * The messages on the port between the reader and whoever shows or analyses frames (page, inference process). Main only
 * hands the ports out. One message an answer; buffers are copied by the runtime.
 */
export type PixelRequest =
  | {
      readonly id: number;
      readonly kind: 'frame';
      readonly instanceId: InstanceId;
      readonly frame: number;
      /** What it is wanted for; absent: to be shown now. A more urgent request overtakes the others. */
      readonly priority?: PixelPriority;
    }
  | {
      readonly id: number;
      readonly kind: 'key-image';
      readonly instanceId: InstanceId;
      readonly frame: number;
      /** Longest side of the PNG in pixels; the picture is never enlarged. */
      readonly maxSide: number;
      /** Painted over the picture as it is in reports; null: the picture alone. */
      readonly map: ActivationMap | null;
    }
  /** The overlay planes of a frame. */
  | { readonly id: number; readonly kind: 'overlay-mask'; readonly instanceId: InstanceId; readonly frame: number }
  /** Nobody waits for the request of this id any more. It is answered with `frame-cancelled`, or as if nothing had been said. */
  | { readonly id: number; readonly kind: 'cancel' };

/**
 * Most urgent first. `batch`: for an analysis after which nobody asks for it again. It and a `prefetch` are not kept in the reader
 * behind their answer.
 */
export const PIXEL_PRIORITIES = ['screen', 'analysis', 'batch', 'prefetch', 'thumbnail'] as const;
export type PixelPriority = (typeof PIXEL_PRIORITIES)[number];

export type PixelAnswer =
  | {
      readonly id: number;
      readonly kind: 'frame';
      readonly rows: number;
      readonly columns: number;
      readonly samplesPerPixel: 1 | 3;
      readonly sampleType: SampleType;
      readonly buffer: ArrayBuffer;
    }
  | { readonly id: number; readonly kind: 'key-image'; readonly png: ArrayBuffer }
  /** Rows × columns bytes, 1 where a plane is set; empty: the image has none. */
  | { readonly id: number; readonly kind: 'overlay-mask'; readonly mask: ArrayBuffer }
  | { readonly id: number; readonly kind: 'error'; readonly error: Coded };
