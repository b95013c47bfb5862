import { crc32 } from 'node:zlib';
import type { OutputFile } from './output-folder.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_PLACE = 0x07064b50;
const MOST = 0xffff_ffff;
/** 1 January 1980: an archive says nothing of when. */
const NO_DATE = 0x21;

/** What goes into an archive: read once to be counted and once to be written. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  pieces(): AsyncIterable<Uint8Array>;
}

/**
 * Writes a zip archive of entries that are stored as they are (APPNOTE.TXT 6.3), with 64-bit sizes where they are needed.
 * Names are ASCII.
 */
export async function writeStoredZip(file: Pick<OutputFile, 'write'>, entries: readonly ZipEntry[]): Promise<void> {
  const central: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    let check = 0;
    for await (const piece of entry.pieces()) check = crc32(piece, check);
    const local = header(LOCAL, entry, check, null);
    await file.write(local);
    for await (const piece of entry.pieces()) await file.write(piece);
    central.push(header(CENTRAL, entry, check, at));
    at += local.length + entry.bytes;
  }
  const size = central.reduce((sum, { length }) => sum + length, 0);
  for (const one of central) await file.write(one);
  await file.write(ending(entries.length, size, at));
}

/** @param place of the local header, in the central directory; null: this is the local header */
function header(signature: number, { name, bytes }: ZipEntry, check: number, place: number | null): Uint8Array {
  const large = bytes >= MOST || (place ?? 0) >= MOST;
  const extra = large ? (place === null ? 20 : 28) : 0;
  const fixed = place === null ? 30 : 46;
  const out = Buffer.alloc(fixed + name.length + extra);
  const needed = large ? 45 : 20;
  let to = out.writeUInt32LE(signature);
  if (place !== null) to = out.writeUInt16LE(needed, to);
  to = out.writeUInt16LE(needed, to);
  to = out.writeUInt16LE(0, to); // flags
  to = out.writeUInt16LE(0, to); // stored
  to = out.writeUInt16LE(0, to);
  to = out.writeUInt16LE(NO_DATE, to);
  to = out.writeUInt32LE(check, to);
  to = out.writeUInt32LE(large ? MOST : bytes, to);
  to = out.writeUInt32LE(large ? MOST : bytes, to);
  to = out.writeUInt16LE(name.length, to);
  to = out.writeUInt16LE(extra, to);
  if (place !== null) {
    to += 10; // comment, disk, attributes
    to = out.writeUInt32LE(large ? MOST : place, to);
  }
  to += out.write(name, to, 'latin1');
  if (large) {
    to = out.writeUInt16LE(1, to);
    to = out.writeUInt16LE(extra - 4, to);
    to = out.writeBigUInt64LE(BigInt(bytes), to);
    to = out.writeBigUInt64LE(BigInt(bytes), to);
    if (place !== null) out.writeBigUInt64LE(BigInt(place), to);
  }
  return out;
}

function ending(entries: number, size: number, at: number): Uint8Array {
  const large = at >= MOST || size >= MOST || entries >= 0xffff;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(large ? 0xffff : entries, 8);
  end.writeUInt16LE(large ? 0xffff : entries, 10);
  end.writeUInt32LE(large ? MOST : size, 12);
  end.writeUInt32LE(large ? MOST : at, 16);
  if (!large) return end;
  const far = Buffer.alloc(56 + 20);
  far.writeUInt32LE(END_64);
  far.writeBigUInt64LE(44n, 4);
  far.writeUInt16LE(45, 12);
  far.writeUInt16LE(45, 14);
  far.writeBigUInt64LE(BigInt(entries), 24);
  far.writeBigUInt64LE(BigInt(entries), 32);
  far.writeBigUInt64LE(BigInt(size), 40);
  far.writeBigUInt64LE(BigInt(at), 48);
  far.writeUInt32LE(END_64_PLACE, 56);
  far.writeBigUInt64LE(BigInt(at + size), 64);
  far.writeUInt32LE(1, 72);
  return Buffer.concat([far, end]);
}
