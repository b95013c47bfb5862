import type { LabelSchema, Segment } from '../../../src-shared/annotation/label-schema.ts';
import {
  maskKey,
  type Change,
  type LabellingState,
  type Layer,
  type Step,
} from '../../../src-shared/annotation/labelling.ts';
import { combineRuns, runsOf, toggleRuns, type MaskRuns } from '../../../src-shared/annotation/mask-runs.ts';

/** What a layer's slice is to look like. */
export interface MaskEdit {
  /** The layer, as it is or as it is to be made. */
  readonly layer: Layer;
  readonly slice: number;
  /** Rows × columns, 1 inside, 0 outside. */
  readonly after: Uint8Array;
}

/** Whether it is a model's word that no person has touched. */
export function isUntouched({ drawer }: Pick<Layer, 'drawer'>): boolean {
  return drawer.by === 'model' && !drawer.touched;
}

/** A layer as it is once a person has changed or accepted it. */
export function touched<T extends Pick<Layer, 'drawer'>>(drawn: T): T {
  const { drawer } = drawn;
  return drawer.by === 'model' && !drawer.touched ? { ...drawn, drawer: { ...drawer, touched: true } } : drawn;
}

/**
 * The step that makes slices look as a person drew them; null where nothing changes. A layer that is not there is made, a
 * model's is marked as touched, a segment that was to do is in work, and pixels are taken from segments that may not lie
 * over one another — not from a model's proposals, nor from layers that are locked.
 *
 * @param pixels rows × columns
 */
export function maskStep(
  name: string,
  state: LabellingState,
  schema: Pick<LabelSchema, 'segments'>,
  pixels: number,
  edits: readonly MaskEdit[],
  locked: ReadonlySet<string> = new Set(),
): Step | null {
  const empty: MaskRuns = [pixels];
  const drawn: Change[] = [];
  const taken: Change[] = [];
  const [layers, segments] = [new Map<string, Layer>(), new Set<number>()];
  for (const { layer, slice, after } of edits) {
    const before = state.masks.get(maskKey(layer.uid, slice))?.runs ?? empty;
    const now = runsOf(after);
    const toggled = toggleRuns(before, now);
    if (toggled.length < 2) continue;
    layers.set(layer.uid, layer);
    segments.add(layer.segment);
    drawn.push({ what: 'pixels', layer: layer.uid, slice, toggled });
    const added = combineRuns(toggled, now, both);
    if (added.length < 2) continue;
    for (const other of yielding(state, schema.segments, layer, locked)) {
      const lost = combineRuns(state.masks.get(maskKey(other.uid, slice))?.runs ?? empty, added, both);
      if (lost.length < 2) continue;
      layers.set(other.uid, other);
      taken.push({ what: 'pixels', layer: other.uid, slice, toggled: lost });
    }
  }
  if (drawn.length === 0) return null;
  const begun = [...layers.values()].flatMap((layer): Change[] => {
    const before = state.layers.get(layer.uid) ?? null;
    const after = touched(layer);
    return before && after === layer ? [] : [{ what: 'layer', uid: layer.uid, before, after }];
  });
  const moved = [...segments].flatMap((segment): Change[] =>
    (state.states.get(segment) ?? 'to-do') === 'to-do'
      ? [{ what: 'state', segment, before: 'to-do', after: 'in-work' }]
      : [],
  );
  return { name, changes: [...begun, ...drawn, ...taken, ...moved] };
}

const both = (inFirst: boolean, inSecond: boolean) => inFirst && inSecond;

/** The layers that lose the pixels that this one gains. */
function yielding(
  state: LabellingState,
  segments: readonly Segment[],
  layer: Layer,
  locked: ReadonlySet<string>,
): Layer[] {
  const lies = (number: number) => segments.find((segment) => segment.number === number)?.overlaps ?? true;
  if (lies(layer.segment)) return [];
  return [...state.layers.values()].filter(
    (other) => other.segment !== layer.segment && !lies(other.segment) && !isUntouched(other) && !locked.has(other.uid),
  );
}
