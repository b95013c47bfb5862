import { randomUUID } from 'node:crypto';
import {
  afterStep,
  answerKey,
  type AnswerPlace,
  type Change,
  type LabellingState,
  type Layer,
} from '../../../src-shared/annotation/labelling.ts';
import { insideOfRuns } from '../../../src-shared/annotation/mask-runs.ts';
import type { ReaderConsensus } from '../../../src-shared/annotation/reader-consensus.ts';
import type { LabellingId } from '../../../src-shared/contract/ids.ts';
import { canonicalJson } from '../canonical-json.ts';
import { timeNow, type Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { needItem } from './dataset-items.ts';
import { getDataset } from './datasets.ts';
import { advance, begin, rowOf } from './labellings.ts';
import { labellingState } from './labelling-parts.ts';

const ITEM: AnswerPlace = { scope: 'item' };

/**
 * Keeps what the readers of an item say together as a labelling of its own, whose role says that it is computed; a later one
 * takes its place as the next step of its journal. Errors: `record-missing`.
 */
export function keepConsensus(
  log: Log,
  { itemId, profileId, consensus }: AnnotationCalls['labelling.consensus']['input'],
): { labellingId: LabellingId } {
  const { id: labellingId, revision } = log.write(() => {
    const item = needItem(log, itemId);
    const { schema } = getDataset(log, item.dataset_id);
    return rowOf(log, itemId, profileId, 'consensus') ?? begin(log, item, profileId, 'consensus', schema.version);
  });
  const before = labellingState(log, labellingId, revision);
  const changes = changesTo(before, consensus);
  if (changes.length > 0) {
    advance(log, { labellingId, profileId, revision }, (row, state, { rows, columns }) => {
      const taken = { name: 'consensus', changes };
      log.run('DELETE FROM labelling_line WHERE labelling_id = ?', labellingId);
      log.run(
        'INSERT INTO labelling_line (labelling_id, depth, revision, name) VALUES (?, 0, ?, ?)',
        ...[labellingId, row.revision + 1, taken.name],
      );
      return {
        ...{ kind: 'step', of: null, journalled: canonicalJson(taken), taken, depth: 1 },
        after: afterStep(state, taken, rows * columns),
      };
    });
  }
  log.write(() => log.run(`UPDATE labellings SET state = 'done', changed_at = ? WHERE id = ?`, timeNow(), labellingId));
  return { labellingId };
}

function changesTo(state: LabellingState, { masks, answers }: ReaderConsensus): Change[] {
  const cleared = [...state.masks.values()].map(({ layer, slice, runs }): Change => ({
    what: 'pixels',
    layer,
    slice,
    toggled: [...runs],
  }));
  const gone = [...state.layers.values()].map((layer): Change => ({
    what: 'layer',
    uid: layer.uid,
    before: layer,
    after: null,
  }));
  const layers = new Map<number, Layer>();
  const drawn = masks
    .filter(({ runs }) => insideOfRuns(runs) > 0)
    .flatMap(({ segment, slice, runs }): Change[] => {
      const known = layers.get(segment);
      const layer: Layer = known ?? { uid: randomUUID(), segment, drawer: { by: 'consensus' }, hidden: false };
      layers.set(segment, layer);
      const made: Change[] = known ? [] : [{ what: 'layer', uid: layer.uid, before: null, after: layer }];
      return [...made, { what: 'pixels', layer: layer.uid, slice, toggled: [...runs] }];
    });
  const fields = new Set([
    ...[...state.answers.values()].map(({ field }) => field),
    ...answers.map(({ field }) => field),
  ]);
  const answered = [...fields].flatMap((field): Change[] => {
    const before = state.answers.get(answerKey(field, ITEM))?.answer ?? null;
    const after = answers.find((one) => one.field === field)?.answer ?? null;
    return canonicalJson(before) === canonicalJson(after)
      ? []
      : [{ what: 'answer', field, place: ITEM, before, after }];
  });
  return [...cleared, ...gone, ...drawn, ...answered];
}
