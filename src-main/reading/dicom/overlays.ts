import type { OverlayPlane } from '../../../src-shared/imaging/instance.ts';
import type { Attributes } from './attributes.ts';

const FIRST_GROUP = 0x6000;
const LAST_GROUP = 0x601e;

/** The overlay planes of an object (PS3.3 C.9.2), in groups 6000 to 601E; those that make no sense are left out. */
export function readOverlays(attributes: Attributes, bitsAllocated: number): OverlayPlane[] {
  const planes: OverlayPlane[] = [];
  for (let group = FIRST_GROUP; group <= LAST_GROUP; group += 2) {
    const plane = readOverlay(attributes, group, bitsAllocated);
    if (plane) planes.push(plane);
  }
  return planes;
}

/** Tag of an element in an overlay's group. */
export function overlayTag(group: number, element: string): string {
  return `x${group.toString(16)}${element}`;
}

function readOverlay(attributes: Attributes, group: number, bitsAllocated: number): OverlayPlane | null {
  const tag = (element: string) => overlayTag(group, element);
  if (!attributes.has(tag('0010'))) return null;
  const rows = attributes.unsigned(tag('0010')) ?? 0;
  const columns = attributes.unsigned(tag('0011')) ?? 0;
  const frames = attributes.number(tag('0015')) ?? 1;
  const firstFrame = (attributes.number(tag('0051'), 'US') ?? 1) - 1;
  const counted =
    Number.isInteger(frames) && frames >= 1 && frames <= 100_000 && Number.isInteger(firstFrame) && firstFrame >= 0;
  if (rows < 1 || columns < 1 || rows > 65_535 || columns > 65_535 || !counted) return null;
  const bit = attributes.unsigned(tag('0102')) ?? 0;
  const ownPlane = attributes.has(tag('3000'));
  if (ownPlane && attributes.bytes(tag('3000')).length * 8 < rows * columns * frames) return null;
  if (!ownPlane && (bit === 0 || bit >= bitsAllocated)) return null;
  const shown = [attributes.text(tag('1500')), attributes.text(tag('0022'))].filter((text) => text !== null);
  return {
    group,
    rows,
    columns,
    originRow: (attributes.signed(tag('0050'), 0) ?? 1) - 1,
    originColumn: (attributes.signed(tag('0050'), 1) ?? 1) - 1,
    frames,
    firstFrame,
    embeddedBit: ownPlane ? null : bit,
    kind: attributes.code(tag('0040')) === 'R' ? 'region' : 'graphics',
    label: shown.join(': ').slice(0, 1024) || null,
  };
}
