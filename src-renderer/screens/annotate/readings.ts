import type { LabellingState, WorkState } from '../../../src-shared/annotation/labelling.ts';
import type { LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import type { ItemId, LabellingId } from '../../../src-shared/contract/ids.ts';
import { workbench } from '../../app/workbench.ts';
import { stateOf } from './labelling-state.ts';

/** What another reader said of the item on the workbench. */
export interface ReadBy {
  readonly labellingId: LabellingId;
  readonly name: string;
  readonly role: LabellingRole;
  readonly work: WorkState;
  readonly state: LabellingState;
}

/** Other readers' words about an item, those who read before an adjudicator's. Empty for whoever may not see them. */
export async function readingsOf(itemId: ItemId): Promise<ReadBy[]> {
  const { readings } = await workbench.readings({ itemId });
  return readings.map(({ labellingId, name, role, state, content }) => ({
    ...{ labellingId, name, role, work: state, state: stateOf(content) },
  }));
}
