import type { Dataset } from '../../src-shared/contract/annotation-records.ts';
import type { CaseId, DatasetId } from '../../src-shared/contract/ids.ts';
import type { CaseLog, NewDataset } from '../caselog/index.ts';

/** Cases of one call to the log: other calls come in between, a stroke among them. */
const AT_ONCE = 40;

/** Datasets made and filled: few cases at a time, so that nobody who works meanwhile waits. */
export class Datasets {
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #changed: (datasetId: DatasetId) => void;

  /** @param changed told when a dataset has changed */
  constructor(log: Pick<CaseLog, 'call'>, changed: (datasetId: DatasetId) => void) {
    this.#log = log;
    this.#changed = changed;
  }

  /** Errors: `record-missing` (schema version, profile or case). What was added before an error stays. */
  async create(given: NewDataset, caseIds: readonly CaseId[], items: 'stacks' | 'pictures'): Promise<Dataset> {
    const { id } = await this.#log.call('dataset.create', given);
    return this.add(id, caseIds, items);
  }

  /** Adds cases at the end. Errors: `record-missing`, `record-altered`. */
  async add(datasetId: DatasetId, caseIds: readonly CaseId[], items: 'stacks' | 'pictures'): Promise<Dataset> {
    for (let at = 0; at < caseIds.length; at += AT_ONCE) {
      await this.#log.call('dataset.add', { datasetId, caseIds: caseIds.slice(at, at + AT_ONCE), items });
      this.#changed(datasetId);
    }
    return this.#log.call('dataset.get', { datasetId });
  }
}
