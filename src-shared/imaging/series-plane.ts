import type { Acquisition, Distinction } from './acquisition.ts';
import { NO_ACQUISITION } from './no-acquisition.ts';
import { pixelsOfFrame } from './frame-attributes.ts';
import type { InstanceDescription } from './instance.ts';
import { plausible } from './orientation.ts';
import type { Vector } from './vectors.ts';

/** What assembly asks of an instance: its description, and the file name by which a person knows it. */
export interface SeriesInstance {
  readonly name: string;
  readonly description: InstanceDescription;
}

/** One frame of an instance, where it lies and what tells it from others. */
export interface Plane<T> {
  readonly instance: T;
  /** Counted from 0. */
  readonly frame: number;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  /** Centre of the first pixel, LPS millimetres. Null together with `orientation`: nobody knows where it lies. */
  readonly positionMm: Vector | null;
  /** Direction cosines of a row, then of a column; null where the file's are none. */
  readonly orientation: readonly number[] | null;
  /** Between rows, between columns, mm; null: unknown. */
  readonly rowMm: number | null;
  readonly columnMm: number | null;
  readonly distinction: Distinction;
}

/** A plane whose place is known. */
export type PlacedPlane<T> = Plane<T> & { readonly positionMm: Vector; readonly orientation: readonly number[] };

export function isPlaced<T>(plane: Plane<T>): plane is PlacedPlane<T> {
  return plane.positionMm !== null && plane.orientation !== null;
}

/** No patient is a kilometre away, and no pixel as large: such numbers are damage, and overflow further on. */
const MOST_MM = 1e6;
const believable = (mm: number) => Math.abs(mm) < MOST_MM;

/** The frames of an instance as planes, in stored order. */
export function planesOf<T extends SeriesInstance>(instance: T): Plane<T>[] {
  const { pixels, acquisition } = instance.description;
  return Array.from({ length: pixels.frames }, (_, frame) => {
    const own = pixelsOfFrame(pixels, frame);
    // Without places of their own all frames of a film would lie in one spot: only the first one's place is known then.
    const known = pixels.frames === 1 || pixels.perFrame !== undefined;
    const placed =
      known &&
      own.imageOrientation !== null &&
      plausible(own.imageOrientation) &&
      own.imagePositionMm?.every(believable);
    return {
      instance,
      frame,
      rows: own.rows,
      columns: own.columns,
      samplesPerPixel: own.samplesPerPixel,
      positionMm: placed ? own.imagePositionMm : null,
      orientation: placed && own.imagePositionMm ? own.imageOrientation : null,
      rowMm: own.spacing.rowMm !== null && believable(own.spacing.rowMm) ? own.spacing.rowMm : null,
      columnMm: own.spacing.columnMm !== null && believable(own.spacing.columnMm) ? own.spacing.columnMm : null,
      distinction: distinctionOf(acquisition, frame),
    };
  });
}

function distinctionOf(acquisition: Acquisition = NO_ACQUISITION, frame: number): Distinction {
  const own = acquisition.frames?.[frame] ?? {};
  const of = <K extends keyof Distinction>(name: K): Distinction[K] => {
    const value = own[name];
    return value === undefined ? acquisition[name] : (value as Distinction[K]);
  };
  return {
    imageType: of('imageType'),
    acquisitionNumber: of('acquisitionNumber'),
    echoTimeMs: of('echoTimeMs'),
    temporalPosition: of('temporalPosition'),
    triggerTimeMs: of('triggerTimeMs'),
    stack: of('stack'),
    bValue: of('bValue'),
    acquiredAtS: of('acquiredAtS'),
  };
}
