const END = [0xff, 0xd9];

/**
 * A JPEG, JPEG-LS or JPEG 2000 stream with its end mark (EOI, EOC), which some writers leave out and libraries insist on.
 * Bytes that only pad it may stand behind the mark. A stream that was cut is none the better for it.
 */
export function withEndMark(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (bytes[end - 2] === END[0] && bytes[end - 1] === END[1]) return bytes;
  const marked = new Uint8Array(bytes.length + END.length);
  marked.set(bytes);
  marked.set(END, bytes.length);
  return marked;
}
