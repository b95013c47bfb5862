import type { LabellingRole, Reading } from '../../../src-shared/contract/annotation-records.ts';
import type { WorkState } from '../../../src-shared/annotation/labelling.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { needItem } from './dataset-items.ts';
import { getDataset, seesOthers } from './datasets.ts';
import { contentOf, readParts } from './labelling-parts.ts';

type Readings = AnnotationCalls['labelling.readings'];

/** What the others said of an item, in the order in which they began. Errors: `record-missing`, `dataset-blinded`. */
export function readingsOfItem(log: Log, { itemId, profileId }: Readings['input']): Readings['output'] {
  return log.read(() => {
    const item = needItem(log, itemId);
    if (!seesOthers(getDataset(log, item.dataset_id), profileId)) throw new CodedError('dataset-blinded');
    type Row = {
      id: LabellingId;
      profileId: ProfileId;
      name: string;
      role: LabellingRole;
      schemaVersion: number;
      state: WorkState;
      seconds: number;
    };
    const rows = log.all<Row>(
      `SELECT labellings.id AS id, profile_id AS profileId, name, role, schema_version AS schemaVersion, state, seconds
       FROM labellings JOIN profiles ON profiles.id = profile_id
       WHERE item_id = ? AND (profile_id <> ? OR role = 'consensus') ORDER BY labellings.id`,
      ...[itemId, profileId ?? 0],
    );
    return {
      readings: rows.map(({ id, ...row }): Reading => ({
        labellingId: id,
        ...row,
        content: contentOf(readParts(log, id)),
      })),
    };
  });
}
