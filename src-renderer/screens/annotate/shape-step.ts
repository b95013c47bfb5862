import type { Change, LabellingState, Shape, Step } from '../../../src-shared/annotation/labelling.ts';
import type { PicturePoint } from '../../../src-shared/measuring/pixel-scale.ts';

/** A shape that a person drew, kept within the picture. */
export function shapeOf(
  kind: Shape['kind'],
  segment: number,
  slice: number,
  points: readonly PicturePoint[],
  rows: number,
  columns: number,
): Shape {
  const within = points.map(([x, y]): [number, number] => [
    Math.min(columns, Math.max(0, x)),
    Math.min(rows, Math.max(0, y)),
  ]);
  return { uid: crypto.randomUUID(), segment, slice, kind, points: within, drawer: { by: 'person' } };
}

/**
 * The step that draws, changes or takes away a shape. What a person changes is a person's from then on; what was answered
 * about a shape that goes is taken back first.
 */
export function shapeStep(name: string, state: LabellingState, before: Shape | null, after: Shape | null): Step {
  const uid = (after ?? before)!.uid;
  const drawer = after?.drawer.by === 'model' ? { ...after.drawer, touched: true } : after?.drawer;
  const changes: Change[] = [];
  if (!after) {
    for (const { field, place, answer } of state.answers.values()) {
      if (place.scope === 'region' && place.uid === uid) {
        changes.push({ what: 'answer', field, place, before: answer, after: null });
      }
    }
  }
  changes.push({ what: 'shape', uid, before, after: after && drawer ? { ...after, drawer } : null });
  const segment = after?.segment;
  if (segment !== undefined && (state.states.get(segment) ?? 'to-do') === 'to-do') {
    changes.push({ what: 'state', segment, before: 'to-do', after: 'in-work' });
  }
  return { name, changes };
}
