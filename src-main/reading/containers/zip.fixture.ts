import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to be written, and the lies that its headers tell. */
export interface ZipFixtureEntry {
  readonly name: string;
  readonly content?: Uint8Array | string;
  readonly deflated?: boolean;
  /** What the directory states; the entry's own header states the same unless `ownSizes`. */
  readonly size?: number;
  readonly compressedSize?: number;
  readonly ownSizes?: readonly [compressed: number, size: number];
  readonly crc32?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Unix file mode, e.g. 0o120777 for a link; absent: made by DOS. */
  readonly mode?: number;
  readonly extra?: Uint8Array;
  /** Writes no data of its own: shares that of the entry with this number. */
  readonly sharesDataOf?: number;
}

/** Writes an archive whatever its entries claim. Names are UTF-8 and say so. */
export function zipFile(entries: readonly ZipFixtureEntry[], comment = ''): Uint8Array {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (bytes: Uint8Array) => {
    parts.push(Buffer.from(bytes));
    at += bytes.length;
  };
  entries.forEach((entry, i) => {
    const content = Buffer.from(entry.content ?? '');
    const data = entry.deflated ? deflateRawSync(content, { level: content.length > 2 ** 22 ? 1 : 9 }) : content;
    const compressedSize = entry.compressedSize ?? data.length;
    const size = entry.size ?? content.length;
    const name = Buffer.from(entry.name);
    const common = (sizes: readonly [number, number]) => {
      const head = Buffer.alloc(26);
      head.writeUInt16LE(20, 0);
      head.writeUInt16LE(entry.flags ?? 0x800, 2);
      head.writeUInt16LE(entry.method ?? (entry.deflated ? 8 : 0), 4);
      head.writeUInt32LE(entry.crc32 ?? crc32(content), 10);
      head.writeUInt32LE(sizes[0], 14);
      head.writeUInt32LE(sizes[1], 18);
      head.writeUInt16LE(name.length, 22);
      head.writeUInt16LE(entry.extra?.length ?? 0, 24);
      return head;
    };
    if (entry.sharesDataOf === undefined) {
      offsets[i] = at;
      put(Buffer.concat([Buffer.from('PK\x03\x04'), common(entry.ownSizes ?? [compressedSize, size])]));
      put(name);
      put(entry.extra ?? new Uint8Array());
      put(data);
    } else offsets[i] = offsets[entry.sharesDataOf] as number;
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6);
    tail.writeUInt32LE(offsets[i] as number, 10);
    const madeBy = Buffer.from([20, entry.mode === undefined ? 0 : 3]);
    const head = common([compressedSize, size]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, head, tail, name, entry.extra ?? new Uint8Array()]),
    );
  });
  const start = at;
  directory.forEach(put);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(at - start, 12);
  end.writeUInt32LE(start, 16);
  end.writeUInt16LE(comment.length, 20);
  put(end);
  put(Buffer.from(comment, 'latin1'));
  return new Uint8Array(Buffer.concat(parts));
}
