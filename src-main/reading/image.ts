import type { Frame, SampleArray } from '../../src-shared/imaging/frame.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';

/** What is known of an instance from its content alone; size and hash belong to the file around it. */
export type ImageDescription = Omit<InstanceDescription, 'fileBytes' | 'fileSha256'>;

/** A recognised object without pixels. */
export interface OpenDocument {
  readonly document: Omit<DocumentDescription, 'fileBytes' | 'fileSha256'>;
}

/** One decoded frame as stored, before any colour conversion. */
export interface StoredFrame {
  /** Rows, columns, samples interleaved, little-endian, allocated width: what a pixel hash is taken over. */
  readonly bytes: Uint8Array;
  /** The same as numbers: stored bits only, sign-extended. */
  readonly values: SampleArray;
  /** Three samples are luma and chroma, not red, green and blue. */
  readonly ybr: boolean;
}

/** A described image whose frames can be decoded, whatever its container. */
export interface OpenImage {
  readonly description: ImageDescription;
  /** Decodes frame 0 … frames − 1. Throws codec codes, `dicom-truncated`, `dicom-syntax-unsupported`. */
  stored(frame: number): Promise<StoredFrame>;
  /** The overlay planes of a frame: rows × columns, 1 where one is set; null: the image has none. Throws as {@link stored}. */
  overlayMask?(frame: number): Promise<Uint8Array | null>;
  /** Stored values as they are shown and analysed: colour as RGB, as the description says. */
  frameOf(stored: StoredFrame): Frame;
}
