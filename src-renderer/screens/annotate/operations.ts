import type { Layer, Step } from '../../../src-shared/annotation/labelling.ts';
import { filledBetween } from '../../../src-shared/drawing/between-slices.ts';
import { combined, type BooleanOperation } from '../../../src-shared/drawing/boolean.ts';
import { grownBy, shrunkBy } from '../../../src-shared/drawing/margin.ts';
import { smoothed } from '../../../src-shared/drawing/smooth.ts';
import type { BinaryMask } from '../../../src-shared/pixels/binary-mask.ts';
import { largestComponents } from '../../../src-shared/pixels/components.ts';
import { fillHoles } from '../../../src-shared/pixels/fill-holes.ts';
import { t } from '../../app/language.svelte.ts';
import type { Bench } from './bench.svelte.ts';
import { maskStep, type MaskEdit } from './mask-step.ts';

/** Something done to a mask as a whole, from a key, the menu or the palette. */
export interface Operation {
  readonly id: string;
  readonly title: () => string;
  readonly keys: string;
  /** The step that does it on the layer in hand; null where there is nothing to do. */
  readonly step: (bench: Bench) => Step | null;
}

/** The slices of a layer that have something inside, in order. */
function slicesOf(bench: Bench, layer: Layer): number[] {
  return [...bench.session.state.masks.values()]
    .filter((mask) => mask.layer === layer.uid)
    .map(({ slice }) => slice)
    .sort((a, b) => a - b);
}

function pixelsOf(bench: Bench, layer: Layer, slice: number): Uint8Array {
  return bench.session.masks.plane(bench.session.state, layer.uid, slice).values;
}

function stepOf(bench: Bench, name: string, edits: readonly MaskEdit[]): Step | null {
  const { state, open, pixels } = bench.session;
  return maskStep(name, state, open.schema, pixels, edits, bench.locked);
}

/** How far an edge moves, and how wide the bell is that smooths it: in the smaller pixel spacing. */
const EDGE_STEP = 1;
const BELL = 2;

/** An operation on every slice of the layer in hand that has something inside, each for itself. */
function onAll(
  id: string,
  title: () => string,
  keys: string,
  after: (mask: BinaryMask, spacing: readonly [number, number, number]) => BinaryMask,
): Operation {
  return {
    id,
    title,
    keys,
    step: (bench) => {
      const layer = bench.layerInHand();
      if (!layer) return null;
      const { rows, columns } = bench.session.open.item;
      const [row, column] = bench.spacing.relative;
      const edits = slicesOf(bench, layer).map((slice) => {
        const mask = { slices: 1, rows, columns, values: pixelsOf(bench, layer, slice) };
        return { layer, slice, after: after(mask, [bench.spacing.between, row, column]).values };
      });
      return stepOf(bench, id, edits);
    },
  };
}

/** Fills the slices between those of the layer in hand that were drawn. */
function fillBetween(bench: Bench): Step | null {
  const layer = bench.layerInHand();
  if (!layer) return null;
  const { rows, columns } = bench.session.open.item;
  const drawn = slicesOf(bench, layer).map((slice) => ({
    slice,
    plane: { rows, columns, values: pixelsOf(bench, layer, slice) },
  }));
  const filled = filledBetween(drawn, bench.spacing.relative);
  return stepOf(
    bench,
    'fill-between',
    filled.map(({ slice, plane }) => ({ layer, slice, after: plane.values })),
  );
}

/** An operation on the slice on the screen of the layer in hand. */
function onSlice(
  id: string,
  title: () => string,
  keys: string,
  after: (values: Uint8Array, bench: Bench, layer: Layer) => Uint8Array,
): Operation {
  return {
    id,
    title,
    keys,
    step: (bench) => {
      const layer = bench.layerInHand();
      if (!layer) return null;
      const { slice } = bench;
      return stepOf(bench, id, [{ layer, slice, after: after(pixelsOf(bench, layer, slice), bench, layer) }]);
    },
  };
}

function toNeighbour(bench: Bench, by: 1 | -1): Step | null {
  const layer = bench.layerInHand();
  const slice = bench.slice + by;
  if (!layer || slice < 0 || slice >= bench.slices) return null;
  const from = pixelsOf(bench, layer, bench.slice);
  return stepOf(bench, 'copy-slice', [{ layer, slice, after: combined(pixelsOf(bench, layer, slice), from, 'union') }]);
}

/** The layers of the other segments that the boolean operations take: the one that was in hand before. */
function withOther(operation: BooleanOperation, id: string, title: () => string, keys: string): Operation {
  return {
    id,
    title,
    keys,
    step: (bench) => {
      const layer = bench.layerInHand();
      const other = bench.otherLayer();
      if (!layer || !other) return null;
      const slices = new Set([...slicesOf(bench, layer), ...slicesOf(bench, other)]);
      return stepOf(
        bench,
        id,
        [...slices].map((slice) => ({
          layer,
          slice,
          after: combined(pixelsOf(bench, layer, slice), pixelsOf(bench, other, slice), operation),
        })),
      );
    },
  };
}

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'copy-next',
    title: () => t('annotate.op.copy-next'),
    keys: 'N',
    step: (bench) => toNeighbour(bench, 1),
  },
  {
    id: 'copy-previous',
    title: () => t('annotate.op.copy-previous'),
    keys: 'Shift+N',
    step: (bench) => toNeighbour(bench, -1),
  },
  { id: 'fill-between', title: () => t('annotate.op.fill-between'), keys: 'Shift+F', step: fillBetween },
  onAll(
    'smooth',
    () => t('annotate.op.smooth'),
    'Shift+S',
    (mask, spacing) => smoothed(mask, BELL, spacing),
  ),
  onAll(
    'islands',
    () => t('annotate.op.islands'),
    'Shift+I',
    (mask) => largestComponents(mask, 1, 'corners'),
  ),
  onAll(
    'holes',
    () => t('annotate.op.holes'),
    'Shift+H',
    (mask) => fillHoles(mask),
  ),
  onAll(
    'grow-edge',
    () => t('annotate.op.grow-edge'),
    'Alt+ArrowUp',
    (mask, spacing) => grownBy(mask, EDGE_STEP, spacing),
  ),
  onAll(
    'shrink-edge',
    () => t('annotate.op.shrink-edge'),
    'Alt+ArrowDown',
    (mask, spacing) => shrunkBy(mask, EDGE_STEP, spacing),
  ),
  withOther('union', 'union', () => t('annotate.op.union'), 'Shift+U'),
  withOther('intersect', 'intersect', () => t('annotate.op.intersect'), 'Shift+J'),
  withOther('subtract', 'subtract', () => t('annotate.op.subtract'), 'Shift+T'),
  onSlice(
    'clear-slice',
    () => t('annotate.op.clear-slice'),
    'Backspace',
    (values) => new Uint8Array(values.length),
  ),
];
