import { SvelteMap } from 'svelte/reactivity';
import type { CaseInstance, OpenCase } from '../../../src-shared/contract/records.ts';
import type { Measurement } from '../../../src-shared/findings/measurement.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import { pixelScaleAt } from '../../../src-shared/measuring/pixel-scale.ts';
import type { RegionStatistics } from '../../../src-shared/measuring/region-statistics.ts';
import { t } from '../../app/language.svelte.ts';
import type { Figure } from '../../stage/drawn-figure.ts';
import { sameFrame, type FrameKey } from '../../stage/image-id.ts';
import { valuesUnder } from '../../stage/region-values.ts';
import type { CaseMeasurements } from './case-measurements.svelte.ts';
import { measurementLines } from './measurement-words.ts';
import { framesOf } from './series-frames.ts';

/** The numbers of a case's measurements: geometry at once, values of pixels as soon as their frame is there. */
export class MeasurementNumbers {
  readonly #measurements: CaseMeasurements;
  readonly #openCase: () => OpenCase;
  /** By what was drawn, so that a moved region never shows the numbers of its old place. */
  readonly #values = new SvelteMap<string, RegionStatistics | null>();
  /** Not reactive: it is written while a figure's words are worked out. */
  readonly #asked: Record<string, boolean> = {};

  constructor(measurements: CaseMeasurements, openCase: () => OpenCase) {
    this.#measurements = measurements;
    this.#openCase = openCase;
  }

  /** Name, numbers with unit, and where their scale comes from, a line each. */
  lines(measurement: Measurement): string[] {
    const instance = this.#instance(measurement);
    if (!instance) return [];
    const pixels = pixelsOfFrame(instance.description.pixels, measurement.frame);
    const calibrations = this.#measurements.all.filter(
      ({ kind, instanceId }) => kind === 'calibration' && instanceId === measurement.instanceId,
    );
    const scale = pixelScaleAt(pixels, measurement.points, calibrations);
    return measurementLines(measurement, scale, pixels, this.#valuesOf(measurement, instance));
  }

  /** Series and image of a measurement, counted from 1. */
  place(measurement: Measurement): string {
    for (const [index, series] of this.#openCase().series.entries()) {
      const image = framesOf(series).findIndex((frame) => sameFrame(frame, measurement));
      if (image >= 0) return t('measure.place', { series: index + 1, image: image + 1 });
    }
    return '';
  }

  /** What is drawn on a frame and not hidden. */
  figuresOn(shown: FrameKey | null): Figure[] {
    return this.#measurements.all
      .filter((measurement) => !measurement.hidden && sameFrame(measurement, shown))
      .map((measurement) => ({ measurement, lines: this.lines(measurement) }));
  }

  #instance({ instanceId }: Measurement): CaseInstance | undefined {
    for (const { instances } of this.#openCase().series) {
      const found = instances.find(({ id }) => id === instanceId);
      if (found) return found;
    }
    return undefined;
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
