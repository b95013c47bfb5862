import { CodedError } from '../../../src-shared/contract/coded.ts';

/** Bytes that can be read in pieces, wherever they lie: a file, memory, an archive's entry. */
export interface ByteSource {
  readonly size: number;
  /** Where the second of two files that are one begins (a header and its voxels); absent: it is one file. */
  readonly secondAt?: number;
  /** Exactly `length` bytes from `offset`. Throws `dicom-truncated` when they end earlier. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      offset >= 0 && length >= 0 && offset + length <= bytes.length
        ? Promise.resolve(bytes.subarray(offset, offset + length))
        : Promise.reject(new CodedError('dicom-truncated')),
    close: () => Promise.resolve(),
  };
}
