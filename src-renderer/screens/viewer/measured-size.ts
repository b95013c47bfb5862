import type { Segment } from '../../../src-shared/findings/result.ts';
import { t } from '../../app/language.svelte.ts';

type Unit = 'px' | 'mm2' | 'mm3';

/** From here on the next larger unit reads better; 100 mm² a cm², 1000 mm³ a cm³. */
const LARGE = 1000;

/** The size of a segment in the largest unit that is known, with three digits. */
export function segmentSize({ areaPx, areaMm2, volumeMm3 }: Segment): string {
  if (volumeMm3 !== null) return sizeWords(volumeMm3, 'mm3');
  return areaMm2 === null ? sizeWords(areaPx, 'px') : sizeWords(areaMm2, 'mm2');
}

/** Of frames in time: which one the numbers are of, and in how many there is an outline. */
export function frameWords({ areasPx, largest }: NonNullable<Segment['byFrame']>): string {
  const outlined = areasPx.filter((area) => area > 0).length;
  return t('findings.segment.by-frame', { frame: largest + 1, outlined, frames: areasPx.length });
}

/** The interval of a segment's size, in the unit that the size is told in, so that the three can be compared. */
export function intervalWords({ areaPx, areaMm2, volumeMm3, interval }: Segment): string {
  if (!interval) return '';
  const { unit, low, high } = interval;
  const size = volumeMm3 ?? areaMm2 ?? areaPx;
  return t('findings.interval', { low: sizeWords(low, unit, size), high: sizeWords(high, unit, size) });
}

/** @param beside in whose unit it is told */
function sizeWords(value: number, unit: Unit, beside = value): string {
  const digits = (size: number) => ({ value: Number(size.toPrecision(3)) });
  const large = beside >= LARGE;
  if (unit === 'px') return t('findings.size.px', digits(value));
  if (unit === 'mm2')
    return large ? t('findings.size.cm2', digits(value / 100)) : t('findings.size.mm2', digits(value));
  return large ? t('findings.size.cm3', digits(value / 1000)) : t('findings.size.mm3', digits(value));
}
