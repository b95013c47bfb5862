import { dicomFile, type FixtureDataSet } from '../dicom/fixture.ts';

/** A record of a DICOMDIR; `next` and `lower` are numbers of records, counted from 1; 0: none. */
export interface DicomdirRecord {
  readonly type: string;
  /** (0004,1500), its parts separated by backslashes; absent: the record names no file. */
  readonly file?: string;
  readonly next?: number;
  readonly lower?: number;
  readonly inUse?: boolean;
}

/** Writes a DICOMDIR with these records, whatever they point at. */
export function dicomdirFile(records: readonly DicomdirRecord[], root = records.length > 0 ? 1 : 0): Uint8Array {
  const write = (offsets: readonly number[]) => {
    const offsetOf = (number: number) => [offsets[number - 1] ?? 0];
    const items = records.map(({ type, file, next = 0, lower = 0, inUse = true }): FixtureDataSet => ({
      '00041400': { vr: 'UL', value: offsetOf(next) },
      '00041410': { vr: 'US', value: [inUse ? 0xffff : 0] },
      '00041420': { vr: 'UL', value: offsetOf(lower) },
      '00041430': { vr: 'CS', value: type },
      ...(file !== undefined && { '00041500': { vr: 'CS', value: file } }),
    }));
    return dicomFile({
      '00041130': { vr: 'CS', value: 'DISC' },
      '00041200': { vr: 'UL', value: offsetOf(root) },
      '00041220': { vr: 'SQ', value: items },
    });
  };
  // offsets have a fixed width, so that filling them in moves nothing
  return write(itemOffsets(write([])));
}

/** A whole disc of one patient, study and series: a chain of records that name these files. */
export function discOf(files: readonly string[]): Uint8Array {
  const images = files.map((file, i) => ({ type: 'IMAGE', file, next: i + 1 < files.length ? i + 5 : 0 }));
  return dicomdirFile([
    { type: 'PATIENT', lower: 2 },
    { type: 'STUDY', lower: 3 },
    { type: 'SERIES', lower: files.length > 0 ? 4 : 0 },
    ...images,
  ]);
}

function itemOffsets(bytes: Uint8Array): number[] {
  const offsets: number[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0]);
  for (let at = buffer.indexOf(item); at >= 0; at = buffer.indexOf(item, at + 4)) offsets.push(at);
  return offsets;
}
