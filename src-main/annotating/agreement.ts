import { AgreementReport, type NamedAgreement } from '../../src-shared/annotation/agreement-report.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import { answerKey, maskKey } from '../../src-shared/annotation/labelling.ts';
import type { ReaderConsensus } from '../../src-shared/annotation/reader-consensus.ts';
import type { ComparedReading } from '../../src-shared/annotation/reader-difference.ts';
import type { DatasetId, ItemId, ProfileId } from '../../src-shared/contract/ids.ts';
import type { CaseLog, StoredItem, StoredReading } from '../caselog/index.ts';
import { withFiguresThread } from './figures-thread.ts';

/** Items of one call to the log: volumes with masks are megabytes. */
const AT_ONCE = 20;

/** What several readers of a dataset say together, worked out in a thread of its own. */
export class Agreement {
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #worker: string | URL;

  /** @param worker entry of the thread */
  constructor(log: Pick<CaseLog, 'call'>, worker: string | URL) {
    this.#log = log;
    this.#worker = worker;
  }

  /** How far the first and the second reading agree. Errors: `record-missing`, `dataset-blinded`. */
  async report(datasetId: DatasetId, profileId: ProfileId | null): Promise<NamedAgreement> {
    const schema = await this.#schema(datasetId);
    const items = new Map<ItemId, NamedAgreement['names'][number]>();
    return withFiguresThread(this.#worker, async (ask) => {
      for await (const stored of this.#items(datasetId, profileId)) {
        const [first, second, ...others] = stored.readings.filter(isFinished).toSorted(byRole);
        if (!first || !second) continue;
        const { id: itemId, position, name, rows, columns, frames } = stored.item;
        items.set(itemId, { itemId, position, name });
        await ask({
          ask: 'pair',
          schema,
          pair: {
            ...{
              itemId,
              patient: stored.patientKey,
              rows,
              columns,
              slices: frames.length,
              spacingMm: stored.spacingMm,
            },
            ...{ first: compared(first), second: compared(second), others: others.map(compared) },
          },
        });
      }
      const report = AgreementReport.parse(await ask({ ask: 'report', schema }));
      const worst = [...report.worst, ...report.segments.flatMap((segment) => segment.worst)];
      const named = new Set(worst.map(({ itemId }) => itemId));
      return { ...report, names: [...items.values()].filter(({ itemId }) => named.has(itemId)) };
    });
  }

  /** Keeps the majority of each item's finished readings; gives the number of items. Errors: those of {@link report}. */
  async consensus(datasetId: DatasetId, profileId: ProfileId): Promise<number> {
    const schema = await this.#schema(datasetId);
    return withFiguresThread(this.#worker, async (ask) => {
      let kept = 0;
      for await (const { item, readings } of this.#items(datasetId, profileId)) {
        const finished = readings.filter(isFinished).map(compared);
        if (finished.length < 2) continue;
        const question = { ask: 'consensus', schema, readings: finished, pixels: item.rows * item.columns } as const;
        const consensus = (await ask(question)) as ReaderConsensus;
        await this.#log.call('labelling.consensus', { itemId: item.id, profileId, consensus });
        kept += 1;
      }
      return kept;
    });
  }

  async #schema(datasetId: DatasetId): Promise<LabelSchema> {
    const { schema } = await this.#log.call('dataset.get', { datasetId });
    return this.#log.call('schema.get', { key: schema.key, version: schema.version });
  }

  async *#items(datasetId: DatasetId, profileId: ProfileId | null): AsyncGenerator<StoredItem> {
    for (let offset = 0; ; offset += AT_ONCE) {
      const page = { datasetId, profileId, everybody: true, offset, limit: AT_ONCE };
      const { items } = await this.#log.call('dataset.content', page);
      yield* items;
      if (items.length < AT_ONCE) return;
    }
  }
}

/** The readers' own: what an adjudicator decided, and what was computed, is no reading of the picture alone. */
function isFinished({ role, state }: StoredReading): boolean {
  return (role === 'first' || role === 'second') && (state === 'done' || state === 'flagged');
}

function byRole(one: StoredReading, other: StoredReading): number {
  if (one.role !== other.role) return one.role === 'first' ? -1 : 1;
  return one.labellingId - other.labellingId;
}

function compared({ content: { layers, masks, answers } }: StoredReading): ComparedReading {
  return {
    layers: new Map(layers.map((layer) => [layer.uid, layer])),
    masks: new Map(masks.map((mask) => [maskKey(mask.layer, mask.slice), mask])),
    answers: new Map(answers.map((answer) => [answerKey(answer.field, answer.place), answer])),
  };
}
