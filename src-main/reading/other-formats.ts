import { looksLikeAnalyze } from '../../src-shared/imaging/nifti-header.ts';

/** Formats of medical images and pictures by how their files begin: name, offset, what stands there. */
const SIGNATURES: readonly (readonly [format: string, at: number, mark: string])[] = [
  ['NRRD', 0, 'NRRD000'],
  ['MRtrix', 0, 'mrtrix image'],
  ['MRtrix', 0, 'mrtrix tracks'],
  ['MetaImage', 0, 'ObjectType ='],
  ['MetaImage', 0, 'NDims ='],
  ['MINC', 0, 'CDF\x01'],
  ['MINC', 0, 'CDF\x02'],
  ['HDF5', 0, '\x89HDF\r\n\x1a\n'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['TIFF', 0, 'II+\0'],
  ['TIFF', 0, 'MM\0+'],
  ['WebP', 8, 'WEBP'],
  ['GIF', 0, 'GIF87a'],
  ['GIF', 0, 'GIF89a'],
  ['JPEG 2000', 0, '\0\0\0\x0cjP  \r\n\x87\n'],
  ['JPEG 2000', 0, '\xff\x4f\xff\x51'],
  ['JPEG XL', 0, '\0\0\0\x0cJXL \r\n\x87\n'],
  ['HEIF', 4, 'ftyphei'],
  ['HEIF', 4, 'ftypmif1'],
  ['AVIF', 4, 'ftypavif'],
];

/** MGH's voxel types: unsigned byte, int, float, short. */
const MGH_TYPES = [0, 1, 3, 4];
/** The lengths of the header that follows a bitmap's file header, by version. */
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];

/**
 * The name of an image format that this program knows and does not read, by its first bytes; null for anything else.
 *
 * @param head the file's first 1,024 bytes, or all of them
 */
export function otherFormat(head: Uint8Array): string | null {
  const named = SIGNATURES.find(([, at, mark]) =>
    [...mark].every((character, i) => head[at + i] === character.charCodeAt(0)),
  );
  if (named) return named[0];
  if (looksLikeAnalyze(head)) return 'Analyze 7.5';
  if (looksLikeMgh(head)) return 'MGH';
  return looksLikeBmp(head) ? 'BMP' : null;
}

/** Version 1, four sizes, a known type, all big endian (FreeSurfer). */
function looksLikeMgh(head: Uint8Array): boolean {
  if (head.length < 284) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const sizes = [4, 8, 12, 16].map((at) => view.getInt32(at));
  return (
    view.getInt32(0) === 1 && sizes.every((size) => size >= 1 && size < 65_536) && MGH_TYPES.includes(view.getInt32(20))
  );
}

function looksLikeBmp(head: Uint8Array): boolean {
  return head[0] === 0x42 && head[1] === 0x4d && BMP_HEADERS.includes(head[14] ?? 0) && head[15] === 0;
}
