import type { Acquisition } from './acquisition.ts';
import { comparableName, filled, patientKey } from './identity-keys.ts';
import type { GateAttributes, Identity, PixelDescription } from './instance.ts';
import { dot, type Vector } from './vectors.ts';

/** What filing asks of a file; an `InstanceDescription` fits, and of an object without pixels what it has. */
export interface Filed {
  readonly identity: Identity;
  readonly seriesUid: string | null;
  /** SHA-256 over the whole file. */
  readonly fileSha256: string;
  readonly gate?: GateAttributes;
  readonly seriesNumber?: number | null;
  readonly seriesDescription?: string | null;
  readonly acquisition?: Acquisition | undefined;
  readonly pixels?: Pick<
    PixelDescription,
    'rows' | 'columns' | 'frames' | 'spacing' | 'imagePositionMm' | 'imageOrientation'
  >;
}

/**
 * What makes two files the same study: the study's UID; a file without one is filed by its series. One that has neither is
 * filed by its folder and what it says of patient and study, where something shows that files are one patient's: an id or
 * name that is no placeholder, the same second, the same frame of reference, or slices of one stack, whose first pixels lie
 * behind each other. All others, and all pictures, are cases of their own.
 *
 * @param folder where the file lies
 */
export function studyKey(file: Filed, folder: string): string {
  const study = filled(file.identity.studyUid);
  if (study !== null) return `study:${study}`;
  const series = filled(file.seriesUid);
  if (series !== null) return `series:${series}`;
  const unlabelled = unlabelledStudy(file, folder);
  return unlabelled === null ? `file:${file.fileSha256}` : `folder:${unlabelled}`;
}

/** What makes two files the same series within a study: its UID; without one, folder, modality, number and name. */
export function seriesKey(file: Filed, folder: string): string {
  const series = filled(file.seriesUid);
  if (series !== null) return `series:${series}`;
  const unlabelled = unlabelledSeries(file, folder);
  return unlabelled === null ? `file:${file.fileSha256}` : `folder:${unlabelled}`;
}

/** Words that programs write in the place of a name or number that they remove. */
const NOBODY =
  /^(?:anon[a-z]*|unknown|de|identified|deidentified|removed|redacted|hidden|no|none|noname|patient|name|id|test|x+|0+|匿名\p{L}*|未知)?$/u;

function unlabelledStudy(file: Filed, folder: string): string | null {
  const { identity, gate, acquisition } = file;
  if (gate?.container !== 'dicom') return null;
  const { sex, birthDate, studyDate, studyTime, studyDescription, accession } = identity;
  const patient = [patientKey(identity), comparableName(identity.patientName), birthDate, sex, gate.ageYears];
  const of = (...evidence: unknown[]) =>
    JSON.stringify([folder, patient, studyDate, studyDescription, accession, ...evidence]);
  if (isSomebody(identity)) return of('patient');
  if (studyDate && studyTime && studyTime !== '00:00:00') return of('time', studyTime);
  if (acquisition?.frameOfReferenceUid) return of('frame', acquisition.frameOfReferenceUid);
  const stack = stackOf(file);
  return stack && of('stack', stack, unlabelledSeries(file, folder));
}

function unlabelledSeries(file: Filed, folder: string): string | null {
  const { gate, seriesNumber = null, seriesDescription = null, acquisition } = file;
  if (gate?.container !== 'dicom') return null;
  return JSON.stringify([
    folder,
    gate.modality,
    seriesNumber,
    seriesDescription,
    acquisition?.frameOfReferenceUid ?? null,
  ]);
}

function isSomebody({ patientId, patientName }: Identity): boolean {
  const words = `${patientId ?? ''} ${patientName ?? ''}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return words.some((word) => !NOBODY.test(word));
}

/** What all slices of a straight stack share, and hardly two of different patients: the line on which they lie. */
function stackOf({ pixels }: Filed): unknown[] | null {
  const cosines = pixels?.imageOrientation;
  const place = pixels?.imagePositionMm;
  if (!pixels || !cosines || !place || pixels.frames > 1) return null;
  // not a round number, so that places written as such do not lie where rounding turns
  const along = (axis: readonly number[]) => Math.round(dot(place, axis as unknown as Vector) + 0.3137);
  const { rows, columns, spacing } = pixels;
  const direction = cosines.map((cosine) => Math.round(cosine * 100) || 0);
  return [
    rows,
    columns,
    spacing.rowMm,
    spacing.columnMm,
    direction,
    along(cosines.slice(0, 3)),
    along(cosines.slice(3)),
  ];
}
