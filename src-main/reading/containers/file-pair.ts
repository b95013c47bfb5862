import { readdirSync } from 'node:fs';
import path from 'node:path';
import { openFileSource, type FileSource } from './file-source.ts';

/**
 * The name of the file that belongs to a header (`brain.hdr` → `brain.img`, `BRAIN.HDR` → `BRAIN.IMG`), among the names
 * beside it; null for other files and where there is none. Analyze and NIfTI volumes may lie in two files that are one.
 */
export function partnerOf(name: string, names: ReadonlySet<string>): string | null {
  if (!/\.hdr$/i.test(name)) return null;
  const stem = name.slice(0, -'hdr'.length);
  return ['img', 'IMG', 'Img'].map((extension) => stem + extension).find((other) => names.has(other)) ?? null;
}

/**
 * Opens a file, joined with the one that belongs to it where there is one. Throws as `openFileSource`.
 * @param headMemory as there
 */
export function openWithPartner(file: string, headMemory?: Uint8Array): FileSource {
  const header = openFileSource(file, headMemory);
  if (!/\.hdr$/i.test(file)) return header;
  const partner = partnerOf(path.basename(file), namesBeside(file));
  if (partner === null) return header;
  try {
    return joined(header, openFileSource(path.join(path.dirname(file), partner)));
  } catch (error) {
    void header.close();
    throw error;
  }
}

function namesBeside(file: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(path.dirname(file)));
  } catch {
    return new Set();
  }
}

/** Two files as one, the second behind the first; as old as the newer of them. */
function joined(first: FileSource, second: FileSource): FileSource {
  const size = first.size + second.size;
  const readInto = (target: Uint8Array, offset: number): number => {
    const inFirst = Math.max(0, Math.min(target.length, first.size - offset));
    const done = inFirst > 0 ? first.readInto(target.subarray(0, inFirst), offset) : 0;
    if (done < inFirst || inFirst === target.length) return done;
    return done + second.readInto(target.subarray(inFirst), offset + inFirst - first.size);
  };
  return {
    size,
    modifiedMs: Math.max(first.modifiedMs, second.modifiedMs),
    secondAt: first.size,
    readInto,
    read: async (offset, length) => {
      if (offset >= 0 && offset + length <= first.size) return first.read(offset, length);
      if (offset >= first.size) return second.read(offset - first.size, length);
      const head = await first.read(offset, first.size - offset);
      const tail = await second.read(0, length - head.length);
      const bytes = new Uint8Array(length);
      bytes.set(head);
      bytes.set(tail, head.length);
      return bytes;
    },
    close: async () => {
      await first.close();
      await second.close();
    },
  };
}
