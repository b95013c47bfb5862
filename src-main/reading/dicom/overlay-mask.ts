import type { OverlayPlane } from '../../../src-shared/imaging/instance.ts';
import { unpackBits } from '../codecs/bits.ts';
import type { Attributes } from './attributes.ts';
import { overlayTag } from './overlays.ts';
import type { PixelLayout } from './pixel-layout.ts';

/**
 * All overlay planes of a frame on the picture's grid (PS3.3 C.9.2): rows × columns, 1 where one of them is set. What sticks
 * out of the picture is left out. A single plane that names no frame belongs to all of them.
 *
 * @param stored the frame's bytes as stored (little-endian, allocated width), for planes in the pixels' high bits
 */
export function overlayMask(
  attributes: Attributes,
  planes: readonly OverlayPlane[],
  layout: Pick<PixelLayout, 'rows' | 'columns' | 'bitsAllocated'>,
  frame: number,
  stored: Uint8Array,
): Uint8Array {
  const mask = new Uint8Array(layout.rows * layout.columns);
  for (const plane of planes) {
    const own = plane.frames === 1 && plane.firstFrame === 0 ? 0 : frame - plane.firstFrame;
    if (own < 0 || own >= plane.frames) continue;
    if (plane.embeddedBit === null) {
      draw(mask, layout, plane, planeBits(attributes, plane, own));
    } else {
      const byte = plane.embeddedBit >> 3;
      const size = layout.bitsAllocated / 8;
      for (let i = 0; i < mask.length; i++) {
        if (((stored[i * size + byte] ?? 0) >> (plane.embeddedBit & 7)) & 1) mask[i] = 1;
      }
    }
  }
  return mask;
}

function planeBits(attributes: Attributes, plane: OverlayPlane, frame: number): Uint8Array {
  const tag = overlayTag(plane.group, '3000');
  const count = plane.rows * plane.columns;
  return unpackBits(attributes.packedBytes(tag), frame * count, count);
}

function draw(
  mask: Uint8Array,
  { rows, columns }: Pick<PixelLayout, 'rows' | 'columns'>,
  plane: OverlayPlane,
  bits: Uint8Array,
): void {
  for (let row = Math.max(0, -plane.originRow); row < plane.rows && row + plane.originRow < rows; row++) {
    for (let column = Math.max(0, -plane.originColumn); column < plane.columns; column++) {
      if (column + plane.originColumn >= columns) break;
      if (bits[row * plane.columns + column]) {
        mask[(row + plane.originRow) * columns + column + plane.originColumn] = 1;
      }
    }
  }
}
