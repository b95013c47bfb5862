import type { Measurement, MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { PixelDescription } from '../../../src-shared/imaging/instance.ts';
import { measured, type Measured } from '../../../src-shared/measuring/measured.ts';
import type { Vector } from '../../../src-shared/imaging/vectors.ts';
import type { PixelScale } from '../../../src-shared/measuring/pixel-scale.ts';
import { patientPlane, samePlane, type PlanePose } from '../../../src-shared/measuring/plane-pose.ts';
import type { RegionStatistics } from '../../../src-shared/measuring/region-statistics.ts';
import { t } from '../../app/language.svelte.ts';
import { patientPlace } from '../../stage/patient-place.ts';
import { provenanceWord } from '../../stage/provenance-word.ts';
import { unitWord } from '../../stage/unit-word.ts';

/** A kind's name. */
export function kindWord(kind: MeasurementKind): string {
  const words: Record<MeasurementKind, () => string> = {
    length: () => t('measure.kind.length'),
    bidirectional: () => t('measure.kind.bidirectional'),
    angle: () => t('measure.kind.angle'),
    cobb: () => t('measure.kind.cobb'),
    'cardiothoracic-ratio': () => t('measure.kind.cardiothoracic-ratio'),
    rectangle: () => t('measure.kind.rectangle'),
    ellipse: () => t('measure.kind.ellipse'),
    freehand: () => t('measure.kind.freehand'),
    point: () => t('measure.kind.point'),
    arrow: () => t('measure.kind.arrow'),
    calibration: () => t('measure.kind.calibration'),
  };
  return words[kind]();
}

/** All that a measurement's numbers are worked out with. */
export interface KnownNumbers {
  readonly scale: PixelScale;
  readonly pixels: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'suv' | 'samplesPerPixel'>;
  /** Of the pixels in it; null: none, undefined: not known yet. */
  readonly values: RegionStatistics | null | undefined;
  /** Where a point lies in the patient, LPS millimetres; null: unknown. */
  readonly place: Vector | null;
  /** Of a plane through a volume: between the slices that it was cut from. */
  readonly sliceMm: number | null;
}

/** Which plane of the patient a measurement was drawn on. */
export function planeWord(pose: PlanePose): string {
  const words = {
    axial: () => t('viewer.plane.axial'),
    coronal: () => t('viewer.plane.coronal'),
    sagittal: () => t('viewer.plane.sagittal'),
  };
  const planes = Object.keys(words) as (keyof typeof words)[];
  const plane = planes.find((one) => samePlane(patientPlane(one, pose.originMm), pose, Infinity));
  return plane ? words[plane]() : t('viewer.plane.oblique');
}

/**
 * A measurement in words, one line a number: its name, its numbers with unit, and where their scale comes from.
 *
 * @param values of the pixels in it; null: none, undefined: not known yet
 * @param place where a point lies in the patient, LPS millimetres; null: unknown
 * @param sliceMm of a plane through a volume: between the slices that it was cut from
 */
export function measurementLines(
  { kind, points, text, knownMm, plane }: Measurement,
  scale: PixelScale,
  pixels: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'suv' | 'samplesPerPixel'>,
  values: RegionStatistics | null | undefined,
  { place = null, sliceMm = null }: { readonly place?: Vector | null; readonly sliceMm?: number | null } = {},
): string[] {
  const numbers = measured({ kind, points }, scale);
  const lines = numbers.map(numberWord);
  const scaled = numbers.some(({ unit }) => unit === 'mm' || unit === 'mm2' || unit === 'px' || unit === 'px2');
  if (kind === 'calibration' && knownMm !== null) return [t('measure.calibrated-to', { mm: figure(knownMm, 1) })];
  if (values) lines.push(...valueWords({ kind, plane }, values, pixels));
  if (kind === 'point' && place) lines.push(patientPlace(place));
  if (kind === 'point' && !plane) {
    const [column, row] = points[0] as [number, number];
    lines.push(t('measure.at', { column: Math.floor(column) + 1, row: Math.floor(row) + 1 }));
  }
  if (scaled) lines.push(provenanceWord(scale.provenance));
  if (plane && sliceMm !== null) lines.push(t('measure.from.plane', { mm: figure(sliceMm, 2) }));
  if (plane && plane.slabMm > 0) lines.push(t('measure.from.slab', { mm: figure(plane.slabMm, 0) }));
  return text === '' ? lines : [text, ...lines];
}

function numberWord({ what, value, unit }: Measured): string {
  if (!Number.isFinite(value)) return t('measure.no-number');
  switch (unit) {
    case 'mm':
      return t(what === 'across' ? 'measure.across-mm' : 'measure.mm', { value: figure(value, 1) });
    case 'px':
      return t(what === 'across' ? 'measure.across-px' : 'measure.px', { value: figure(value, value < 100 ? 1 : 0) });
    case 'deg':
      return t(what === 'cobb' ? 'measure.cobb' : 'measure.degrees', { value: figure(value, 1) });
    case 'mm2':
      return value >= 1000
        ? t('measure.cm2', { value: figure(value / 100, 1) })
        : t('measure.mm2', { value: figure(value, value < 100 ? 1 : 0) });
    case 'px2':
      return t('measure.px2', { value: figure(value, 0) });
    case null:
      return t('measure.ratio', { value: figure(value, 2) });
  }
}

function valueWords(
  { kind, plane }: Pick<Measurement, 'kind' | 'plane'>,
  { mean, deviation, min, max, pixels }: RegionStatistics,
  description: Pick<PixelDescription, 'rescale' | 'modalityLut' | 'suv'>,
): string[] {
  const unit = unitWord(description);
  const factor = description.suv?.bodyWeightFactor ?? 1;
  const digits = digitsFor((max - min) * factor, Math.max(Math.abs(min), Math.abs(max)) * factor);
  const value = (of: number) => figure(of * factor, digits);
  if (kind === 'point') {
    const of = Number.isInteger(mean * factor) ? figure(mean * factor, 0) : value(mean);
    return [t('measure.value', { value: of, unit })];
  }
  return [
    t('measure.mean', { mean: value(mean), deviation: value(deviation), unit }),
    t('measure.range', { min: value(min), max: value(max), unit }),
    plane ? t('measure.samples', { count: pixels }) : t('measure.pixels', { count: pixels }),
  ];
}

function digitsFor(span: number, largest: number): number {
  // what interpolation leaves of a difference is none
  const size = span > largest * 1e-9 ? Math.min(span, largest) : largest;
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
}

function figure(value: number, digits: number): string {
  return value.toFixed(digits);
}
