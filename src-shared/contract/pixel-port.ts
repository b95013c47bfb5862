import type { Coded } from './coded.ts';
import type { InstanceId } from './ids.ts';
import type { ActivationMap } from '../findings/result.ts';
import type { SampleType } from '../imaging/instance.ts';

/**
 * The messages on the port between the reader and whoever shows or analyses frames (page, inference process). Main only
 * hands the ports out. One message an answer; buffers are copied by the runtime.
 */
export type PixelRequest =
  | { readonly id: number; readonly kind: 'frame'; readonly instanceId: InstanceId; readonly frame: number }
  | {
      readonly id: number;
      readonly kind: 'key-image';
      readonly instanceId: InstanceId;
      readonly frame: number;
      /** Longest side of the PNG in pixels; the picture is never enlarged. */
      readonly maxSide: number;
      /** Painted over the picture as it is in reports; null: the picture alone. */
      readonly map: ActivationMap | null;
    };

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
  | { readonly id: number; readonly kind: 'error'; readonly error: Coded };
