import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { Dataset } from '../../src-shared/contract/annotation-records.ts';
import type { CaseId, DatasetId } from '../../src-shared/contract/ids.ts';
import type { CaseLog, NewDataset } from '../caselog/index.ts';

/** Cases of one call to the log: other calls come in between, a stroke among them. */
const AT_ONCE = 40;

/** Datasets made and filled: few cases at a time, so that nobody who works meanwhile waits. */
export class Datasets {
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #shipped: readonly LabelSchema[];
  readonly #changed: (datasetId: DatasetId) => void;

  /**
   * @param shipped the label schemas that ship with the program
   * @param changed told when a dataset has changed
   */
  constructor(log: Pick<CaseLog, 'call'>, shipped: readonly LabelSchema[], changed: (datasetId: DatasetId) => void) {
    this.#log = log;
    this.#shipped = shipped;
    this.#changed = changed;
  }

  /** The newest version of every schema; those that ship with the program are among them before anybody has used them. */
  async schemas(): Promise<LabelSchema[]> {
    const { schemas } = await this.#log.call('schemas.list', {});
    const kept = new Map(schemas.map((schema) => [schema.key, schema]));
    const shipped = this.#shipped.map((schema) => kept.get(schema.key) ?? schema);
    return [...shipped, ...schemas.filter(({ key }) => !this.#shipped.some((schema) => schema.key === key))];
  }

  /** Keeps a schema. Errors: `schema-version-taken`. */
  async keepSchema(schema: LabelSchema): Promise<LabelSchema> {
    await this.#keepShipped(schema.key);
    return this.#log.call('schema.keep', { schema });
  }

  async #keepShipped(key: string): Promise<void> {
    const shipped = this.#shipped.find((schema) => schema.key === key);
    const { schemas } = await this.#log.call('schemas.list', {});
    if (!shipped || schemas.some((schema) => schema.key === key)) return;
    await this.#log.call('schema.keep', { schema: shipped });
  }

  /** Errors: `record-missing` (schema version, profile or case). What was added before an error stays. */
  async create(given: NewDataset, caseIds: readonly CaseId[], items: 'stacks' | 'pictures'): Promise<Dataset> {
    await this.#keepShipped(given.schema.key);
    const { id } = await this.#log.call('dataset.create', given);
    return this.add(id, caseIds, items);
  }

  /**
   * Adds cases at the end.
   *
   * @param patients whose pictures are that name nobody themselves
   * @throws `record-missing`, `record-altered`
   */
  async add(
    datasetId: DatasetId,
    caseIds: readonly CaseId[],
    items: 'stacks' | 'pictures',
    patients: Record<CaseId, string> = {},
  ): Promise<Dataset> {
    for (let at = 0; at < caseIds.length; at += AT_ONCE) {
      const page = { datasetId, caseIds: caseIds.slice(at, at + AT_ONCE), items, patients };
      await this.#log.call('dataset.add', page);
      this.#changed(datasetId);
    }
    return this.#log.call('dataset.get', { datasetId });
  }
}
