import { readerDifference } from '../../../src-shared/annotation/reader-difference.ts';
import { uncertaintyOf } from '../../../src-shared/annotation/uncertainty.ts';
import type { NextItem } from '../../../src-shared/contract/annotation-records.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { DatasetId, InstanceId, ItemId, LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { getDataset, seesOthers } from './datasets.ts';
import { needSchema } from './label-schemas.ts';
import { readParts } from './labelling-parts.ts';

type Next = AnnotationCalls['dataset.next'];
type Candidate = Omit<NextItem, 'score'>;

/** Items that the person has neither done nor flagged. */
const UNDONE = `FROM dataset_items AS item WHERE item.dataset_id = ? AND NOT EXISTS (SELECT 1 FROM labellings
  WHERE item_id = item.id AND profile_id = ? AND role <> 'consensus' AND state IN ('done', 'flagged'))`;

/**
 * The item that comes next for a person. `sequence`: the first undone one after a place, from the start again at the end;
 * `random`: any undone one; `uncertainty`: the one whose newest answer of a network is the least sure, those that no network
 * was asked about last; `disagreement`: the one on which two finished readings differ most. Never the one at `after` while
 * there is another. Errors: `record-missing`, `dataset-blinded`.
 */
export function nextItem(log: Log, { datasetId, profileId, order, after }: Next['input']): Next['output'] {
  return log.read(() => {
    const scored = order === 'uncertainty' || order === 'disagreement';
    if (!scored) return { next: inOrder(log, datasetId, profileId, order, after) };
    const scores = order === 'uncertainty' ? unsure(log, datasetId) : unlike(log, datasetId, profileId);
    const undone = log.all<Candidate>(
      `SELECT item.id AS itemId, position ${UNDONE} ORDER BY position = ?, position`,
      ...[datasetId, profileId ?? 0, after ?? -1],
    );
    let best: NextItem | null = null;
    for (const candidate of undone) {
      const score = scores.get(candidate.itemId) ?? null;
      if (order === 'disagreement' && score === null) continue;
      if (candidate.position === after && best !== null) continue;
      if (best === null || (score ?? -1) > (best.score ?? -1)) best = { ...candidate, score };
    }
    return { next: best };
  });
}

function inOrder(
  log: Log,
  datasetId: DatasetId,
  profileId: ProfileId | null,
  order: 'sequence' | 'random',
  after: number | null,
): NextItem | null {
  const by = order === 'random' ? 'position = ?, random()' : 'position <= ?, position';
  const found = log.one<Candidate>(
    `SELECT item.id AS itemId, position ${UNDONE} ORDER BY ${by} LIMIT 1`,
    ...[datasetId, profileId ?? 0, after ?? -1],
  );
  return found ? { ...found, score: null } : null;
}

/** By item: how unsure the newest network was that gave probabilities about one of its pictures. */
function unsure(log: Log, datasetId: DatasetId): Map<ItemId, number> {
  const rows = log.all<{ itemId: ItemId; frames: string; instanceId: InstanceId; point: string | null; said: string }>(
    `SELECT item.id AS itemId, frames, instance_id AS instanceId, results.record -> '$.result.operatingPoint' AS point,
       results.record -> '$.result.probabilities' AS said
     FROM dataset_items AS item JOIN results ON results.case_id = item.case_id
     WHERE item.dataset_id = ? ORDER BY results.id`,
    datasetId,
  );
  const scores = new Map<ItemId, number>();
  for (const { itemId, frames, instanceId, point, said } of rows) {
    const own = (JSON.parse(frames) as [number, number][]).some(([id]) => id === instanceId);
    if (!own) continue;
    const score = uncertaintyOf({
      operatingPoint: JSON.parse(point ?? 'null') as AnalysisResult['operatingPoint'],
      probabilities: JSON.parse(said) as AnalysisResult['probabilities'],
    });
    if (score !== null) scores.set(itemId, score);
  }
  return scores;
}

/** By item: how unlike the first two finished readings are. */
function unlike(log: Log, datasetId: DatasetId, profileId: ProfileId | null): Map<ItemId, number> {
  const dataset = getDataset(log, datasetId);
  if (!seesOthers(dataset, profileId)) throw new CodedError('dataset-blinded');
  const schema = needSchema(log, dataset.schema.key, dataset.schema.version);
  const rows = log.all<{ itemId: ItemId; id: LabellingId }>(
    `SELECT item_id AS itemId, id FROM labellings WHERE dataset_id = ? AND role IN ('first', 'second')
     AND state IN ('done', 'flagged') ORDER BY item_id, role, id`,
    datasetId,
  );
  const scores = new Map<ItemId, number>();
  for (let i = 1; i < rows.length; i++) {
    const [one, other] = [rows[i - 1]!, rows[i]!];
    if (one.itemId !== other.itemId || scores.has(one.itemId)) continue;
    const score = readerDifference(schema, readParts(log, one.id), readParts(log, other.id));
    if (score !== null) scores.set(one.itemId, score);
  }
  return scores;
}
