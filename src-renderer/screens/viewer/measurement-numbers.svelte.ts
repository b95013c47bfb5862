import { SvelteMap } from 'svelte/reactivity';
import type { CaseInstance } from '../../../src-shared/contract/records.ts';
import type { MeasuredPlane, Measurement } from '../../../src-shared/findings/measurement.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import { pointAt } from '../../../src-shared/imaging/plane-intersection.ts';
import type { Vector } from '../../../src-shared/imaging/vectors.ts';
import { pixelScaleAt } from '../../../src-shared/measuring/pixel-scale.ts';
import { onPlane, samePlane, type PlanePose } from '../../../src-shared/measuring/plane-pose.ts';
import { planeStatistics } from '../../../src-shared/measuring/plane-statistics.ts';
import { isRegion } from '../../../src-shared/measuring/region.ts';
import type { RegionStatistics } from '../../../src-shared/measuring/region-statistics.ts';
import { t } from '../../app/language.svelte.ts';
import type { Cell } from '../../../src-shared/tables/csv.ts';
import type { Figure } from '../../stage/drawn-figure.ts';
import { sameFrame, type FrameKey } from '../../stage/image-id.ts';
import { valuesUnder } from '../../stage/region-values.ts';
import type { StageVolume } from '../../stage/volume.ts';
import type { CaseMeasurements } from './case-measurements.svelte.ts';
import { placeInSets } from './case-sets.ts';
import type { CaseStudies } from './case-studies.svelte.ts';
import { measurementRows } from './measurement-rows.ts';
import { measurementLines, planeWord, type KnownNumbers } from './measurement-words.ts';

/** The numbers of a case's measurements: geometry at once, values of pixels as soon as their frame is there. */
export class MeasurementNumbers {
  readonly #measurements: CaseMeasurements;
  readonly #studies: CaseStudies;
  readonly #volume: () => StageVolume | null;
  /** On planes, by what was drawn. Not reactive: worked out at once while the volume is there. */
  readonly #planeValues: Record<string, RegionStatistics | null> = {};
  /** By what was drawn, so that a moved region never shows the numbers of its old place. */
  readonly #values = new SvelteMap<string, RegionStatistics | null>();
  /** Not reactive: it is written while a figure's words are worked out. */
  readonly #asked: Record<string, boolean> = {};

  /** @param volume whose planes are on the screen; null: there are none */
  constructor(measurements: CaseMeasurements, studies: CaseStudies, volume: () => StageVolume | null) {
    this.#measurements = measurements;
    this.#studies = studies;
    this.#volume = volume;
  }

  /** Name, numbers with unit, and where their scale comes from, a line each. */
  lines(measurement: Measurement): string[] {
    const known = this.#known(measurement);
    return known ? measurementLines(measurement, known.scale, known.pixels, known.values, known) : [];
  }

  /** The same for a spreadsheet: a line a number, as exact as it is. */
  rows(measurement: Measurement): Cell[][] {
    const known = this.#known(measurement);
    return known ? measurementRows(measurement, this.place(measurement), known) : [];
  }

  #known(measurement: Measurement): KnownNumbers | null {
    const instance = this.#instance(measurement);
    if (!instance) return null;
    const pixels = pixelsOfFrame(instance.description.pixels, measurement.frame);
    const { plane, kind, points } = measurement;
    if (plane) {
      const scale = { row: 1, column: 1, provenance: pixels.spacing.provenance };
      const volume = this.#volumeOf(measurement);
      const place = kind === 'point' ? onPlane(plane, points[0]!) : null;
      const values = volume ? this.#valuesInPlane(measurement, plane, volume) : undefined;
      return { scale, pixels, values, place, sliceMm: this.#sliceMm(measurement) };
    }
    const calibrations = this.#measurements.all.filter(
      (other) => other.kind === 'calibration' && other.instanceId === measurement.instanceId,
    );
    const scale = pixelScaleAt(pixels, points, calibrations);
    const place = kind === 'point' ? this.#placeOf(measurement) : null;
    return { scale, pixels, values: this.#valuesOf(measurement, instance), place, sliceMm: null };
  }

  /** Display set and image of a measurement, counted from 1. */
  place(measurement: Measurement): string {
    const found = placeInSets(this.#studies.sets, measurement);
    if (!found) return '';
    if (measurement.plane) {
      return t('measure.place-plane', {
        series: this.#studies.sets.indexOf(found.set) + 1,
        plane: planeWord(measurement.plane),
      });
    }
    return this.placeOfFrame(measurement);
  }

  /** Display set and image of a frame of the case, counted from 1. */
  placeOfFrame(key: FrameKey): string {
    const found = placeInSets(this.#studies.sets, key);
    if (!found) return '';
    return t('measure.place', { series: this.#studies.sets.indexOf(found.set) + 1, image: found.index + 1 });
  }

  /** What is drawn on a frame and not hidden. */
  figuresOn(shown: FrameKey | null): Figure[] {
    return this.#measurements.all
      .filter((measurement) => !measurement.hidden && !measurement.plane && sameFrame(measurement, shown))
      .map((measurement) => ({ measurement, lines: this.lines(measurement) }));
  }

  /** What is drawn on a plane of a volume and not hidden. */
  figuresInPlane(pose: PlanePose, volume: StageVolume): Figure[] {
    const within = volume.stepMm / 2;
    return this.#measurements.all
      .filter((one) => !one.hidden && one.plane && this.#volumeOf(one) === volume && samePlane(one.plane, pose, within))
      .map((measurement) => ({ measurement, lines: this.lines(measurement) }));
  }

  /** The volume on the screen, if the measurement was drawn on one of its planes. */
  #volumeOf({ instanceId, frame, plane }: Measurement): StageVolume | null {
    const volume = this.#volume();
    return volume && plane?.slices === volume.slices && sameFrame(volume.first, { instanceId, frame }) ? volume : null;
  }

  #valuesInPlane(measurement: Measurement, plane: MeasuredPlane, volume: StageVolume): RegionStatistics | null {
    // what a slab shows is no value of any place
    if (plane.slabMm > 0) return null;
    const { kind, points, uid } = measurement;
    const key = JSON.stringify([uid, points]);
    const known = this.#planeValues[key];
    if (known !== undefined) return known;
    const valueAt = (point: readonly [number, number]) => volume.valueAt(onPlane(plane, point));
    const drawn = { kind, points };
    const value = kind === 'point' ? valueAt(points[0]!) : null;
    const one = value === null ? null : { pixels: 1, mean: value, deviation: 0, min: value, max: value };
    const values = isRegion(drawn) ? planeStatistics(drawn, volume.stepMm, valueAt) : one;
    this.#planeValues[key] = values;
    return values;
  }

  #sliceMm(measurement: Measurement): number | null {
    return placeInSets(this.#studies.sets, measurement)?.set.displaySet.geometry?.spacingMm.slice ?? null;
  }

  /** Where a point that was drawn on a frame lies in the patient. */
  #placeOf(measurement: Measurement): Vector | null {
    const found = placeInSets(this.#studies.sets, measurement);
    const plane = found?.set.planes[found.index];
    const [column, row] = measurement.points[0]!;
    // the geometry counts from the middle of the first pixel
    return plane ? pointAt(plane, { column: column - 0.5, row: row - 0.5 }) : null;
  }

  #instance(measurement: Measurement): CaseInstance | undefined {
    const found = placeInSets(this.#studies.sets, measurement);
    return found?.set.displaySet.planes[found.index]?.instance;
  }

  #valuesOf(measurement: Measurement, instance: CaseInstance): RegionStatistics | null | undefined {
    const { instanceId, frame, kind, points } = measurement;
    const key = JSON.stringify([instanceId, frame, kind, points]);
    if (!this.#asked[key]) {
      this.#asked[key] = true;
      valuesUnder(measurement, instance).then(
        (values) => this.#values.set(key, values),
        () => {
          this.#asked[key] = false;
        },
      );
    }
    return this.#values.get(key);
  }
}
