import type { Coded } from '../contract/coded.ts';
import { axisCodes } from './affine-orientation.ts';
import type { Affine } from './affine.ts';
import type { SpacingProvenance } from './instance.ts';
import { edgesFromCosines, edgesFromPatientOrientation } from './orientation.ts';
import { assembleSeries } from './series-assembly.ts';
import type { DisplaySet } from './series-display-set.ts';
import { groupInstances } from './series-identity.ts';
import type { Plane, SeriesInstance } from './series-plane.ts';
import { withCommonUptake } from './series-uptake.ts';
import type { Trait } from './series-stacks.ts';

/** A display set in plain words and numbers. */
export interface SeriesDescription<T> {
  readonly seriesUid: string | null;
  readonly studyUid: string | null;
  readonly number: number | null;
  readonly description: string | null;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly frameOfReferenceUid: string | null;
  /** Which of how many display sets of its series, counted from 1, and what told them apart. */
  readonly displaySet: number;
  readonly displaySets: number;
  readonly apartBy: readonly Trait[];
  /** In reading order, each once. */
  readonly instances: readonly T[];
  readonly orderedBy: DisplaySet<T>['orderedBy'];
  readonly rows: number;
  readonly columns: number;
  /** Frames in the display set, of all its instances. */
  readonly slices: number;
  /** Between rows, between columns. */
  readonly spacingMm: { readonly row: number; readonly column: number } | null;
  readonly provenance: SpacingProvenance;
  /** Between slices, along their normal; null: one slice, or unknown. */
  readonly sliceSpacingMm: number | null;
  /** Column, row and slice to LPS millimetres; null: unknown, or no even grid. */
  readonly affine: Affine | null;
  /** To which side of the patient columns, rows and slices run: L R P A H F, `?` where nobody knows. */
  readonly orientation: readonly [string, string, string];
  readonly tiltDegrees: number | null;
  /** How far any corner of a slice lies from the grid of the affine. */
  readonly geometryErrorMm: number | null;
  /** It is a volume; otherwise `obstacles` say why not. */
  readonly regular: boolean;
  readonly obstacles: readonly Coded[];
  readonly warnings: readonly Coded[];
}

export interface DescribedSeries<T> {
  readonly displaySets: readonly SeriesDescription<T>[];
  /** How many series there are. */
  readonly series: number;
  /** See `groupInstances`. */
  readonly errors: readonly Coded[];
  readonly notes: readonly Coded[];
}

/**
 * Everything that can be said of how instances lie together: grouped by patient, study and series, sorted into display
 * sets, placed. Reads no pixels.
 *
 * @param instances in the order of reading, of any number of patients
 */
export function describeSeries<T extends SeriesInstance & { readonly folder?: string }>(
  instances: readonly T[],
): DescribedSeries<T> {
  const { series, errors, notes } = groupInstances(instances);
  const displaySets = series.flatMap((group) => {
    const assembled = assembleSeries(group.instances);
    const shared = [...group.warnings, ...assembled.warnings, ...withCommonUptake(group.instances).warnings];
    return assembled.displaySets.map((set, i) => ({
      ...described(set, shared),
      displaySet: i + 1,
      displaySets: assembled.displaySets.length,
    }));
  });
  return { displaySets, series: series.length, errors, notes };
}

function described<T extends SeriesInstance>(
  { planes, orderedBy, apartBy, geometry, errorMm, obstacles, warnings }: DisplaySet<T>,
  shared: readonly Coded[],
): Omit<SeriesDescription<T>, 'displaySet' | 'displaySets'> {
  const first = planes[0] as Plane<T>;
  const { description } = first.instance;
  return {
    seriesUid: description.seriesUid,
    studyUid: description.identity.studyUid,
    number: description.seriesNumber,
    description: description.seriesDescription,
    modality: description.gate.modality,
    bodyPart: description.gate.bodyPart,
    frameOfReferenceUid: description.acquisition?.frameOfReferenceUid ?? null,
    apartBy,
    instances: [...new Set(planes.map(({ instance }) => instance))],
    orderedBy,
    rows: first.rows,
    columns: first.columns,
    slices: planes.length,
    spacingMm: first.rowMm === null || first.columnMm === null ? null : { row: first.rowMm, column: first.columnMm },
    provenance: description.pixels.spacing.provenance,
    sliceSpacingMm: geometry?.spacingMm.slice ?? null,
    affine: geometry?.affine ?? null,
    orientation: lettersOf(first, geometry?.affine ?? null),
    tiltDegrees: geometry?.tiltDegrees ?? null,
    geometryErrorMm: errorMm,
    regular: obstacles.length === 0 && geometry !== null,
    obstacles,
    warnings: [...shared, ...warnings],
  };
}

function lettersOf<T extends SeriesInstance>(
  plane: Plane<T>,
  affine: Affine | null,
): readonly [string, string, string] {
  const codes = affine && axisCodes(affine);
  if (codes) return codes;
  const { pixels, patientOrientation } = plane.instance.description;
  const { right, bottom } = pixels.imageOrientation
    ? edgesFromCosines(pixels.imageOrientation)
    : edgesFromPatientOrientation(patientOrientation);
  return [right, bottom, '?'];
}
