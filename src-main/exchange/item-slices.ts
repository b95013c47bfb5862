import type { ImportedPicture } from '../../src-shared/annotation/imported-labels.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { apply, directionsOf, partsOf } from '../../src-shared/imaging/affine.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { add, lengthOf, scale, subtract, type Vector } from '../../src-shared/imaging/vectors.ts';
import type { StoredLabelling } from '../caselog/index.ts';
import { itemGeometry } from './item-geometry.ts';

type FileSlice = NonNullable<ImportedPicture['slices']>[number];

/** By how much a corner may lie elsewhere than the file says: a share of the smallest pixel side, and what rounding leaves. */
const SAME_PLACE = 0.1;
const ROUNDED_MM = 0.05;

/** Where a slice lies: the middle of its first pixel, and the steps to the next column and row. */
interface Lie {
  readonly firstMm: Vector;
  readonly column: Vector;
  readonly row: Vector;
}

interface ItemSlice {
  readonly instanceUid: string | null;
  readonly frame: number;
  readonly lie: Lie | null;
}

/**
 * The item's slices that a DICOM file's own are. Where file and picture say how they lie, that decides; a source image that the file names
 * decides between slices at one place, and alone where one of both has no place. A patient or, without a source image, a frame of
 * reference that is another one's is no match.
 *
 * @returns for each slice of the file the item's. Throws `label-patient-differs`, `label-place-differs`
 */
export function itemSlicesOf({ name, slices, about }: ImportedPicture, labelling: StoredLabelling): number[] {
  const { item, instances } = labelling;
  const [first] = instances;
  const own = itemSlices(labelling);
  const named = (slice: FileSlice) =>
    own.flatMap(({ instanceUid, frame }, at) => {
      const of = slice.sources.filter((source) => source.instanceUid === instanceUid);
      return of.some(({ frames }) => frames.length === 0 || frames.includes(frame)) ? [at] : [];
    });
  const byInstance = [...(about?.instanceUids ?? []), ...(slices ?? []).flatMap(sourceUids)].some((uid) =>
    own.some(({ instanceUid }) => instanceUid === uid),
  );
  if (byInstance) {
    const [theirs, ours] = [about?.patientId?.trim(), first?.description.identity.patientId?.trim()];
    if (theirs && ours && theirs !== ours) throw new CodedError('label-patient-differs', { name: name ?? '' });
  }
  const [reference, ownReference] = [about?.frameOfReferenceUid, first?.description.acquisition?.frameOfReferenceUid];
  const elsewhere = byInstance && !!reference && !!ownReference && reference !== ownReference;
  return (slices ?? []).map((slice) => {
    const sources = named(slice);
    const { rows, columns } = item;
    const there = lieOf(slice);
    // drawn on frames of this file that are another stack
    const others = slice.sources.some(({ instanceUid }) => own.some((one) => one.instanceUid === instanceUid));
    if (sources.length === 0 && (elsewhere || others)) throw new CodedError('label-place-differs');
    if (there && sources.every((at) => own[at]?.lie) && own.some(({ lie }) => lie)) {
      const found = own.flatMap(({ lie }, at) => (lie && isSame(lie, there, { rows, columns }) ? [at] : []));
      const meant = found.filter((at) => sources.includes(at));
      return only(meant.length > 0 ? meant : found);
    }
    if (sources.length === 0 && own.length === 1) return 0;
    return only(sources);
  });
}

const sourceUids = ({ sources }: FileSlice) => sources.map(({ instanceUid }) => instanceUid);

function only(found: readonly number[]): number {
  const [slice, ...others] = found;
  if (slice === undefined || others.length > 0) throw new CodedError('label-place-differs');
  return slice;
}

function itemSlices({ item, instances }: StoredLabelling): ItemSlice[] {
  const { affine } = itemGeometry(item.frames, instances);
  const steps = affine && partsOf(affine);
  return item.frames.map(({ instanceId, frame }, slice) => {
    const description = instances.find(({ id }) => id === instanceId)?.description;
    const pixels = description?.pixels;
    const own =
      pixels && !pixels.affine && (pixels.frames === 1 || pixels.perFrame) ? pixelsOfFrame(pixels, frame) : null;
    const spacing = own && ([own.spacing.rowMm, own.spacing.columnMm] as const);
    const grid =
      affine && steps ? { firstMm: apply(affine, [0, 0, slice]), column: steps.column, row: steps.row } : null;
    return {
      instanceUid: description?.instanceUid ?? null,
      frame,
      lie:
        (own && lieOf({ positionMm: own.imagePositionMm, orientation: own.imageOrientation, spacingMm: spacing })) ??
        grid,
    };
  });
}

/** null: unknown. */
function lieOf({
  positionMm,
  orientation,
  spacingMm,
}: {
  readonly positionMm: Vector | null;
  readonly orientation: readonly number[] | null;
  readonly spacingMm: readonly (number | null)[] | null;
}): Lie | null {
  const [rowMm, columnMm] = spacingMm ?? [];
  if (!positionMm || !orientation || !rowMm || !columnMm) return null;
  const { right, down } = directionsOf(orientation);
  return { firstMm: positionMm, column: scale(right, columnMm), row: scale(down, rowMm) };
}

function isSame(a: Lie, b: Lie, { rows, columns }: { readonly rows: number; readonly columns: number }): boolean {
  const corner = ({ firstMm, column, row }: Lie, [x, y]: readonly [number, number]) =>
    add(firstMm, add(scale(column, x), scale(row, y)));
  const ends = [
    [0, 0],
    [columns - 1, 0],
    [0, rows - 1],
  ] as const;
  const most = Math.max(ROUNDED_MM, SAME_PLACE * Math.min(lengthOf(a.column), lengthOf(a.row)));
  return ends.every((end) => lengthOf(subtract(corner(a, end), corner(b, end))) <= most);
}
