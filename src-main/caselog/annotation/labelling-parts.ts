import {
  answerKey,
  maskKey,
  type Change,
  type LabellingState,
  type Layer,
  type MaskSlice,
  type Shape,
  type Step,
  type WorkState,
} from '../../../src-shared/annotation/labelling.ts';
import type { LabellingContent } from '../../../src-shared/contract/annotation-records.ts';
import type { LabellingId } from '../../../src-shared/contract/ids.ts';
import type { Log } from '../log.ts';

type Kind = 'layer' | 'mask' | 'shape' | 'answer' | 'state';
type AnswerPart = LabellingContent['answers'][number];

interface Known {
  readonly revision: number;
  readonly state: LabellingState;
}

/** The labellings that were worked on last, so that a stroke reads no masks: a few people, a few windows. */
const MOST_KNOWN = 4;
const known = new WeakMap<Log, Map<LabellingId, Known>>();

/** How a labelling stands at its present revision. */
export function labellingState(log: Log, labellingId: LabellingId, revision: number): LabellingState {
  const remembered = known.get(log)?.get(labellingId);
  if (remembered?.revision === revision) return remembered.state;
  const state = readParts(log, labellingId);
  rememberState(log, labellingId, { revision, state });
  return state;
}

/** Remembers how a labelling stands, once that is on disk. */
export function rememberState(log: Log, labellingId: LabellingId, now: Known): void {
  const all = known.get(log) ?? new Map<LabellingId, Known>();
  known.set(log, all);
  all.delete(labellingId);
  all.set(labellingId, now);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_KNOWN) break;
    all.delete(oldest);
  }
}

/** A labelling as its parts say that it stands. */
export function readParts(log: Log, labellingId: LabellingId): LabellingState {
  const rows = log.all<{ kind: Kind; key: string; value: string }>(
    'SELECT kind, key, value FROM labelling_parts WHERE labelling_id = ? ORDER BY id',
    labellingId,
  );
  const of = <T>(kind: Kind) =>
    rows.filter((row) => row.kind === kind).map(({ key, value }) => [key, JSON.parse(value) as T] as const);
  return {
    layers: new Map(of<Layer>('layer')),
    masks: new Map(of<MaskSlice>('mask')),
    shapes: new Map(of<Shape>('shape')),
    answers: new Map(of<AnswerPart>('answer')),
    states: new Map(of<WorkState>('state').map(([segment, state]) => [Number(segment), state])),
  };
}

/** Writes what a step changed, as it stands after it. In the transaction that journals the step. */
export function writeChanged(log: Log, labellingId: LabellingId, step: Step, after: LabellingState): void {
  const written = new Set<string>();
  for (const change of step.changes) {
    const [kind, key] = partOf(change);
    if (kind === 'layer' || kind === 'shape') {
      // each in turn: what is taken away and made again stands last
      writePart(log, labellingId, kind, key, (change as Change & { after: unknown }).after);
    } else if (!written.has(`${kind} ${key}`)) {
      written.add(`${kind} ${key}`);
      writePart(log, labellingId, kind, key, valueOf(after, kind, key));
    }
  }
}

/** Writes a labelling whole, in place of what its parts said. */
export function writeAllParts(log: Log, labellingId: LabellingId, state: LabellingState): void {
  log.run('DELETE FROM labelling_parts WHERE labelling_id = ?', labellingId);
  const write = (kind: Kind, entries: Iterable<readonly [string | number, unknown]>) => {
    for (const [key, value] of entries) writePart(log, labellingId, kind, String(key), value);
  };
  write('layer', state.layers);
  write('mask', state.masks);
  write('shape', state.shapes);
  write('answer', state.answers);
  write('state', state.states);
}

/** A labelling as it crosses to the page. */
export function contentOf(state: LabellingState): LabellingContent {
  return {
    layers: [...state.layers.values()],
    masks: [...state.masks.values()].map((mask) => ({ ...mask, runs: [...mask.runs] })),
    shapes: [...state.shapes.values()],
    answers: [...state.answers.values()],
    states: [...state.states].map(([segment, now]) => ({ segment, state: now })),
  };
}

function partOf(change: Change): [Kind, string] {
  switch (change.what) {
    case 'pixels':
      return ['mask', maskKey(change.layer, change.slice)];
    case 'layer':
    case 'shape':
      return [change.what, change.uid];
    case 'answer':
      return ['answer', answerKey(change.field, change.place)];
    case 'state':
      return ['state', String(change.segment)];
  }
}

function valueOf({ masks, answers, states }: LabellingState, kind: 'mask' | 'answer' | 'state', key: string): unknown {
  if (kind === 'mask') return masks.get(key) ?? null;
  return (kind === 'answer' ? answers.get(key) : states.get(Number(key))) ?? null;
}

function writePart(log: Log, labellingId: LabellingId, kind: Kind, key: string, value: unknown): void {
  if (value === null) {
    log.run('DELETE FROM labelling_parts WHERE labelling_id = ? AND kind = ? AND key = ?', labellingId, kind, key);
    return;
  }
  log.run(
    `INSERT INTO labelling_parts (labelling_id, kind, key, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (labelling_id, kind, key) DO UPDATE SET value = excluded.value`,
    ...[labellingId, kind, key, JSON.stringify(value)],
  );
}
