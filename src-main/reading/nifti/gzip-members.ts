import { createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../containers/byte-source.ts';

const HEAD_BYTES = 10;
/** CRC and length. */
const TAIL_BYTES = 8;
const [HEADER_CHECK, EXTRA, NAME, COMMENT] = [2, 4, 8, 16];
/** More than any writer puts in front of a member. */
const MOST_HEADER = 2 ** 17;
const PIECE_BYTES = 2 ** 18;
/** What zlib says of bytes that begin no member. */
const NO_MEMBER = 'incorrect header check';

/** Whether decompression failed because something stands behind a gzip file's last member that is none. */
export function isBehindMembers(error: unknown): boolean {
  return (error as Error | null)?.message === NO_MEMBER;
}

/**
 * A gzip file up to the end of its last member (RFC 1952 2.2): gzip itself ignores what stands behind, zlib fails of it.
 * Checks nothing; damage is for decompression to tell.
 */
export async function membersOf(source: ByteSource): Promise<ByteSource> {
  let end = 0;
  for (;;) {
    const data = await dataStart(source, end);
    if (data === null) break;
    end = Math.min(source.size, data + (await deflatedLength(source, data)) + TAIL_BYTES);
  }
  return { size: end, read: (offset, length) => source.read(offset, length), close: () => source.close() };
}

/** Where the deflated bytes of a member begin; null where none begins at `at`. */
async function dataStart(source: ByteSource, at: number): Promise<number | null> {
  const head = await source.read(at, Math.min(MOST_HEADER, source.size - at));
  if (head.length < HEAD_BYTES || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return null;
  const flags = head[3] as number;
  let length = HEAD_BYTES;
  if (flags & EXTRA) length += 2 + ((head[length] ?? 0) | ((head[length + 1] ?? 0) << 8));
  for (const text of [NAME, COMMENT]) {
    if (!(flags & text)) continue;
    const end = head.indexOf(0, length);
    if (end < 0) return null;
    length = end + 1;
  }
  if (flags & HEADER_CHECK) length += 2;
  return length < head.length ? at + length : null;
}

/** How many bytes a deflated stream takes; those up to the damage where it is damaged. */
async function deflatedLength(source: ByteSource, start: number): Promise<number> {
  const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
  const feeding = (async () => {
    for (let at = start; at < source.size && !inflate.readableEnded && !inflate.destroyed; at += PIECE_BYTES) {
      const piece = await source.read(at, Math.min(PIECE_BYTES, source.size - at));
      await new Promise<void>((resolve) => {
        inflate.once('close', resolve);
        inflate.write(piece, () => {
          inflate.off('close', resolve);
          resolve();
        });
      });
    }
    if (!inflate.destroyed) inflate.end();
  })();
  feeding.catch((error: unknown) => inflate.destroy(error as Error));
  try {
    for await (const piece of inflate) void piece;
  } catch {
    // the same damage ends decompression
  }
  return inflate.bytesWritten;
}
