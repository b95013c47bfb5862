import { constants, createGunzip } from 'node:zlib';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { bytesInMemory, type ByteSource } from '../containers/byte-source.ts';
import { Spool } from '../containers/spool.ts';
import { isBehindMembers, membersOf } from './gzip-members.ts';

const PIECE_BYTES = 2 ** 18;
/** Deflate's highest ratio: so many bytes can come out of one. */
const DEFLATE_RATIO = 1032;
/** Some writers leave a little behind the voxels. */
const SLACK_BYTES = 2 ** 20;
/** What a volume may become; above the smaller one it goes onto the disk. */
const MAX_BYTES = 4 * 2 ** 30;
const MAX_IN_MEMORY_BYTES = 256 * 2 ** 20;

/** Whether bytes begin as a gzip file does (RFC 1952: deflate). */
export function looksLikeGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * The first bytes that a gzip file expands to; fewer where it ends or breaks earlier.
 * @param count at most so many
 */
export async function gunzippedHead(source: ByteSource, count: number): Promise<Uint8Array> {
  const head = new Uint8Array(count);
  let done = 0;
  try {
    // Small pieces, so that damage soon behind them does not take them away.
    for await (const piece of gunzippedPieces(source, Math.min(count, PIECE_BYTES))) {
      head.set(piece.subarray(0, count - done), done);
      done = Math.min(count, done + piece.length);
      if (done === count) break;
    }
  } catch (error) {
    // Damage behind what was wanted is told when the rest is read.
    const members = isBehindMembers(error) ? await membersOf(source) : source;
    if (members.size < source.size && members.size > 0) return gunzippedHead(members, count);
  }
  return head.subarray(0, done);
}

/**
 * The first `bytes` bytes of what a gzip file expands to, in pieces at will. They are expanded once, when one behind `head`
 * is asked for, and kept: in memory, above 256 MiB in a {@link Spool}. A claim that the compressed bytes can't fulfil is refused before anything is expanded, and where
 * the length at the file's end (RFC 1952, ISIZE) disagrees with the claim, all of it is counted at once.
 *
 * @param head the first of those bytes, as many as are known already
 * @throws `nifti-too-large` where the file holds less than `bytes`, `gzip-bomb` where it goes on for more than a mebibyte
 * behind them or where they are over 4 GiB, `image-corrupt` for damage, `disk-full`. All may also come when bytes are read.
 */
export async function gunzipped(source: ByteSource, bytes: number, head: Uint8Array): Promise<ByteSource> {
  if (bytes > source.size * DEFLATE_RATIO) throw new CodedError('nifti-too-large');
  if (bytes > MAX_BYTES) throw new CodedError('gzip-bomb');
  let expanded: Promise<ByteSource> | undefined;
  const all = () => (expanded ??= expand(source, bytes));
  const stated = await statedLength(source);
  if (stated < bytes || stated > bytes + SLACK_BYTES) await all();
  return {
    size: bytes,
    read: async (offset, length) => {
      if (!(offset >= 0 && length >= 0 && offset + length <= bytes)) throw new CodedError('nifti-too-large');
      if (offset + length <= head.length) return head.subarray(offset, offset + length);
      return (await all()).read(offset, length);
    },
    close: async () => {
      await (await expanded?.catch(() => undefined))?.close();
      await source.close();
    },
  };
}

/** The ratio that nothing real has, looked at once so much has come out. */
const BOMB_RATIO = 200;
const BOMB_BYTES = 64 * 2 ** 20;

/** Whether a gzip file of unknown content is a bomb: it expands to over 64 MiB, and over 200 times what was read of it. */
export async function isGzipBomb(source: ByteSource): Promise<boolean> {
  let taken = 0;
  let done = 0;
  const counted: ByteSource = {
    size: source.size,
    close: () => source.close(),
    read: (offset, length) => {
      taken = offset + length;
      return source.read(offset, length);
    },
  };
  try {
    for await (const piece of gunzippedPieces(counted, PIECE_BYTES)) {
      done += piece.length;
      if (done > BOMB_BYTES) return done > BOMB_RATIO * taken;
    }
  } catch {
    // Damaged: it expands to what it did.
  }
  return false;
}

async function statedLength(source: ByteSource): Promise<number> {
  const end = await source.read(source.size - 4, 4);
  return new DataView(end.buffer, end.byteOffset, 4).getUint32(0, true);
}

async function expand(source: ByteSource, bytes: number): Promise<ByteSource> {
  const kept = bytes > MAX_IN_MEMORY_BYTES ? new Spool(bytes) : new Memory(bytes);
  try {
    await expandInto(kept, source, bytes);
    return kept.source();
  } catch (error) {
    kept.close();
    const members = error instanceof CodedError && isBehindMembers(error.cause) ? await membersOf(source) : source;
    if (members.size < source.size) return expand(members, bytes);
    throw error;
  }
}

async function expandInto(kept: Pick<Spool, 'append'>, source: ByteSource, bytes: number): Promise<void> {
  let done = 0;
  try {
    for await (const piece of gunzippedPieces(source, PIECE_BYTES)) {
      if (done < bytes) kept.append(piece.subarray(0, bytes - done));
      done += piece.length;
      if (done > bytes + SLACK_BYTES) throw new CodedError('gzip-bomb');
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    // A stream that was cut off holds too little; one that broke holds nothing that can be trusted.
    const cut = (error as { code?: unknown }).code === 'Z_BUF_ERROR';
    throw new CodedError(cut ? 'nifti-too-large' : 'image-corrupt', {}, { cause: error });
  }
  if (done < bytes) throw new CodedError('nifti-too-large');
}

/** What a {@link Spool} is, for what fits into memory. */
class Memory implements Pick<Spool, 'append' | 'source' | 'close'> {
  #bytes: Uint8Array;
  #size = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }

  append(piece: Uint8Array): void {
    this.#bytes.set(piece, this.#size);
    this.#size += piece.length;
  }

  source(): ByteSource {
    return bytesInMemory(this.#bytes);
  }

  close(): void {
    this.#bytes = new Uint8Array();
  }
}

async function* gunzippedPieces(source: ByteSource, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: pieceBytes, finishFlush: constants.Z_FINISH });
  const feeding = feed(gunzip, source);
  // Whoever reads hears of failures; this only keeps the feeder's from being nobody's.
  feeding.catch((error: unknown) => gunzip.destroy(error as Error));
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
  } finally {
    gunzip.destroy();
  }
}

async function feed(gunzip: ReturnType<typeof createGunzip>, source: ByteSource): Promise<void> {
  for (let at = 0; at < source.size && !gunzip.destroyed; at += PIECE_BYTES) {
    const piece = await source.read(at, Math.min(PIECE_BYTES, source.size - at));
    if (gunzip.destroyed) return;
    await new Promise<void>((resolve) => {
      gunzip.once('close', resolve);
      gunzip.write(piece, () => {
        gunzip.off('close', resolve);
        resolve();
      });
    });
  }
  if (!gunzip.destroyed) gunzip.end();
}
