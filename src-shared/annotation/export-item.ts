import type { InstanceId } from '../contract/ids.ts';
import type { Affine } from '../imaging/affine.ts';
import type { Identity, PixelDescription } from '../imaging/instance.ts';
import type { FieldAnswer, LabelSchema } from './label-schema.ts';
import type { AnswerPlace, Drawer, LabellingState, Shape } from './labelling.ts';
import { pixelsOfRuns, runsOf, type MaskRuns } from './mask-runs.ts';

/** To which part of the split an item's patient was drawn. */
export type Part = 'train' | 'validation' | 'test';

/** A source instance of an item. */
export interface ItemInstance {
  readonly instanceId: InstanceId;
  readonly pixels: PixelDescription;
  /** null: it came as no DICOM object. */
  readonly sopClassUid: string | null;
  readonly instanceUid: string | null;
}

/** All of a segment's mask, whoever drew it. */
export interface SegmentMask {
  /** As in the schema. */
  readonly segment: number;
  /** Slices with something inside, ascending. Those of several segments may overlap. */
  readonly slices: readonly { readonly slice: number; readonly runs: MaskRuns }[];
}

/** A network that drew something of what is exported. */
export interface ModelHelp {
  readonly modelId: string;
  readonly version: string;
  /** Of the model file; null: the model is no longer known. */
  readonly sha256: string | null;
  /** A person changed or confirmed all that it drew. */
  readonly touched: boolean;
}

/** A labelled item as every export format takes it: who it is, where its pixels are, what was said of them. */
export interface ExportItem {
  /** Random, lower-case letters and digits; files are named by it. */
  readonly id: string;
  /** As the dataset calls it; null where identity is removed. */
  readonly name: string | null;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly instances: readonly ItemInstance[];
  /** In reading order; `instance` counts `instances`. Where each lies: `pixelsOfFrame` of its instance. */
  readonly slices: readonly { readonly instance: number; readonly frame: number }[];
  /** Column, row and slice to LPS millimetres; null: unknown, or no even grid. */
  readonly affine: Affine | null;
  readonly spacingMm: { readonly row: number; readonly column: number; readonly slice: number | null } | null;
  readonly modality: string | null;
  readonly seriesUid: string | null;
  readonly frameOfReferenceUid: string | null;
  /** null where it is removed, and for pictures that carry none. */
  readonly identity: Identity | null;
  readonly masks: readonly SegmentMask[];
  readonly shapes: readonly Shape[];
  readonly answers: readonly {
    readonly field: string;
    readonly place: AnswerPlace;
    readonly answer: FieldAnswer;
  }[];
  readonly part: Part | null;
  /** Name of the reader, or a number in its place where identity is removed. */
  readonly reader: string | null;
  /** UTC; null: removed, or unknown. */
  readonly labelledAt: string | null;
  readonly schema: { readonly key: string; readonly version: number };
  readonly models: readonly ModelHelp[];
}

/** What a labelling says, ready for an {@link ExportItem}. */
export interface ExportedLabels extends Pick<ExportItem, 'masks' | 'shapes' | 'answers'> {
  readonly models: readonly Omit<ModelHelp, 'sha256'>[];
  /** Masks and shapes that a model drew and nobody touched; they are left out unless asked for. */
  readonly untouched: number;
}

/**
 * Gathers what a labelling says: layers of one segment become one mask, hidden ones too. What only a model drew is no label
 * yet and is left out, unless `withUntouched`.
 *
 * @param pixels rows × columns of a slice
 */
export function exportedLabels(
  { layers, masks, shapes, answers }: LabellingState,
  schema: Pick<LabelSchema, 'segments'>,
  pixels: number,
  { withUntouched = false }: { readonly withUntouched?: boolean } = {},
): ExportedLabels {
  const counts = (drawer: Drawer) => withUntouched || drawer.by !== 'model' || drawer.touched;
  const drawn = [...layers.values()].filter(({ drawer }) => counts(drawer));
  const kept = [...shapes.values()].filter(({ drawer }) => counts(drawer));
  return {
    masks: schema.segments.flatMap(({ number }): SegmentMask[] => {
      const own = new Set(drawn.filter(({ segment }) => segment === number).map(({ uid }) => uid));
      const bySlice = new Map<number, MaskRuns[]>();
      for (const { layer, slice, runs } of masks.values()) {
        if (own.has(layer)) bySlice.set(slice, [...(bySlice.get(slice) ?? []), runs]);
      }
      if (bySlice.size === 0) return [];
      const slices = [...bySlice].sort(([a], [b]) => a - b);
      return [{ segment: number, slices: slices.map(([slice, all]) => ({ slice, runs: united(all, pixels) })) }];
    }),
    shapes: kept,
    answers: [...answers.values()],
    models: helpOf([...drawn, ...kept].map(({ drawer }) => drawer)),
    untouched: layers.size - drawn.length + shapes.size - kept.length,
  };
}

function united(all: readonly MaskRuns[], pixels: number): MaskRuns {
  const [first, ...others] = all as [MaskRuns, ...MaskRuns[]];
  if (others.length === 0) return first;
  const values = pixelsOfRuns(first, pixels);
  for (const runs of others) pixelsOfRuns(runs, pixels).forEach((inside, i) => (values[i] ||= inside));
  return runsOf(values);
}

function helpOf(drawers: readonly Drawer[]): Omit<ModelHelp, 'sha256'>[] {
  const models = new Map<string, Omit<ModelHelp, 'sha256'>>();
  for (const drawer of drawers) {
    if (drawer.by !== 'model') continue;
    const { modelId, version, touched } = drawer;
    const key = `${modelId}@${version}`;
    models.set(key, { modelId, version, touched: touched && (models.get(key)?.touched ?? true) });
  }
  return [...models.values()];
}

/** Whether anything is said of a slice of an item: a mask, a shape or an answer of its own. */
export function isLabelled({ masks, shapes, answers }: ExportItem, slice: number): boolean {
  return (
    masks.some(({ slices }) => slices.some((one) => one.slice === slice)) ||
    shapes.some((shape) => shape.slice === slice) ||
    answers.some(({ place }) => place.scope === 'slice' && place.slice === slice)
  );
}
