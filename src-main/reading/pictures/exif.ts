const ORIENTATION = 0x0112;
const UPRIGHT = 1;

/**
 * Whether Exif data say that a picture is to be turned or mirrored before it is shown (orientation other than 1, Exif 4.6.5,
 * tag 0112).
 *
 * @param tiff from the TIFF header (`II` or `MM`) on; anything else says nothing
 */
export function isTurned(tiff: Uint8Array): boolean {
  if (tiff.length < 14 || (tiff[0] !== 0x49 && tiff[0] !== 0x4d) || tiff[0] !== tiff[1]) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return false;
  const entries = view.getUint16(directory, little);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.length; i++, at += 12) {
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation > UPRIGHT && orientation <= 8;
  }
  return false;
}

/**
 * {@link isTurned} by the Exif segment (APP1) of a JPEG stream.
 * @param end where its frame header or first scan begins
 */
export function isJpegTurned(bytes: Uint8Array, end: number): boolean {
  for (let at = 2; at + 10 <= end && bytes[at] === 0xff;) {
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    const exif = bytes[at + 1] === 0xe1 && String.fromCharCode(...bytes.subarray(at + 4, at + 10)) === 'Exif\0\0';
    if (exif) return isTurned(bytes.subarray(at + 10, at + 2 + length));
    at += 2 + Math.max(2, length);
  }
  return false;
}
