import type { Drawer, Step } from '../../../src-shared/annotation/labelling.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../../src-shared/contract/ids.ts';
import type { StoredResult } from '../../../src-shared/contract/records.ts';
import type { Log } from '../log.ts';
import { readableResults } from '../results.ts';
import type { AnnotationCalls } from './calls.ts';
import { framesOf, needItem, type ItemRow } from './dataset-items.ts';
import { isBlinded } from './datasets.ts';

type Results = AnnotationCalls['labelling.results'];

/**
 * The results whose masks lie on an item's pictures, newest first. A reader who is blinded and not done gets none. Errors:
 * `record-missing`.
 */
export function masksOfModels(log: Log, { itemId, profileId }: Results['input']): Results['output'] {
  return log.read(() => {
    const item = needItem(log, itemId);
    return { results: isBlinded(log, item.case_id, profileId) ? [] : masksOf(log, item) };
  });
}

/**
 * Refuses a step that says a model drew something which no result of the item's pictures stands for: what a model drew is
 * traced back to the result for ever. Errors: `step-refused` (`fault` `model`).
 */
export function checkModels(log: Log, step: Step, item: ItemRow): void {
  const drawers = step.changes.flatMap((change): Drawer[] =>
    (change.what === 'layer' || change.what === 'shape') && change.before === null && change.after
      ? [change.after.drawer]
      : [],
  );
  const models = drawers.filter((drawer) => drawer.by === 'model');
  if (models.length === 0) return;
  const ids = new Set(framesOf(item).map(({ instanceId }) => instanceId));
  const results = readableResults(log, item.case_id).filter((stored) => isOf(stored, ids));
  for (const { resultId, modelId, version } of models) {
    const found = results.some(
      ({ id, result: { model } }) => id === resultId && model.id === modelId && model.version === version,
    );
    if (!found) throw new CodedError('step-refused', { fault: 'model' });
  }
}

function masksOf(log: Log, item: ItemRow): StoredResult[] {
  const ids = new Set(framesOf(item).map(({ instanceId }) => instanceId));
  return readableResults(log, item.case_id)
    .filter((stored) => isOf(stored, ids) && stored.result.artefacts?.some(({ kind }) => kind === 'mask'))
    .toReversed();
}

function isOf({ result: { input } }: StoredResult, ids: ReadonlySet<InstanceId>): boolean {
  return ids.has(input.instanceId) || (input.volume?.instanceIds.some((id) => ids.has(id)) ?? false);
}
