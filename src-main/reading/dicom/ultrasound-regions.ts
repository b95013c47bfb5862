import type { UltrasoundRegion } from '../../../src-shared/imaging/instance.ts';
import type { Attributes } from './attributes.ts';

const REGIONS = 'x00186011';
const CORNERS = ['x00186018', 'x0018601a', 'x0018601c', 'x0018601e'];
const CENTIMETRES = 3;
/** Region Spatial Format (0018,6012). */
const FORMATS: Record<number, UltrasoundRegion['spatialFormat']> = {
  0: 'none',
  1: '2d',
  2: 'm-mode',
  3: 'spectral',
  4: 'waveform',
  5: 'graphics',
};

/** The calibrated regions of an ultrasound picture (PS3.3 C.8.5.5); those without a rectangle are left out. */
export function readUltrasoundRegions(attributes: Attributes): UltrasoundRegion[] {
  return attributes.items(REGIONS).flatMap((item) => {
    const corners = CORNERS.map((tag) => item.number(tag, 'UL') ?? NaN);
    const [left, top, right, bottom] = corners as [number, number, number, number];
    if (!corners.every(Number.isInteger) || right < left || bottom < top) return [];
    return [
      {
        left,
        top,
        right,
        bottom,
        columnMm: millimetres(item, 'x00186024', 'x0018602c'),
        rowMm: millimetres(item, 'x00186026', 'x0018602e'),
        spatialFormat: FORMATS[item.unsigned('x00186012') ?? 0] ?? 'other',
      },
    ];
  });
}

/** Physical Delta per pixel in centimetres; its sign is a direction. */
function millimetres(item: Attributes, unitTag: string, deltaTag: string): number | null {
  const delta = Math.abs(item.number(deltaTag, 'FD') ?? NaN) * 10;
  return item.unsigned(unitTag) === CENTIMETRES && Number.isFinite(delta) && delta > 0 ? delta : null;
}
