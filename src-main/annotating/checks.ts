import type { DatasetChecking, DatasetFindings } from '../../src-shared/contract/annotation-records.ts';
import { toCoded } from '../../src-shared/contract/coded.ts';
import type { DatasetId, ItemId } from '../../src-shared/contract/ids.ts';
import type { PictureTrace } from '../../src-shared/pixels/picture-trace.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { Reader } from '../reading/index.ts';
import { withFiguresThread, type Findings } from './figures-thread.ts';

/** Pictures that are looked at side by side: the reader has a thread a core. */
const AT_ONCE = 16;
const MOST_LISTED = 500;
const MOST_FAILURES = 200;

interface Rooms {
  readonly log: Pick<CaseLog, 'call'>;
  readonly reader: Pick<Reader, 'grant' | 'trace'>;
}

/** Looks at a dataset's pictures, once each, and says which are the same, nearly the same, or unlike the others. */
export class Checks {
  readonly #rooms: Rooms;
  readonly #worker: string | URL;
  readonly #tell: (checking: DatasetChecking) => void;
  readonly #running = new Map<DatasetId, AbortController>();

  /**
   * @param worker entry of the figures thread
   * @param tell told how far a check is
   */
  constructor(rooms: Rooms, worker: string | URL, tell: (checking: DatasetChecking) => void) {
    this.#rooms = rooms;
    this.#worker = worker;
    this.#tell = tell;
  }

  /** Starts to look at what was not looked at yet; a check of this dataset that runs goes on. */
  start(datasetId: DatasetId): void {
    if (this.#running.has(datasetId)) return;
    const cancel = new AbortController();
    this.#running.set(datasetId, cancel);
    void this.#run(datasetId, cancel.signal);
  }

  /** Ends a check after the pictures in hand; what was found of them is kept. */
  cancel(datasetId: DatasetId): void {
    this.#running.get(datasetId)?.abort();
  }

  /** What is known of the pictures that were looked at. Errors: `record-missing`. */
  async findings(datasetId: DatasetId): Promise<DatasetFindings> {
    const { items, of } = await this.#rooms.log.call('dataset.traces', { datasetId });
    const { leaks, unlike } = await withFiguresThread(
      this.#worker,
      async (ask) => (await ask({ ask: 'findings', items })) as Findings,
    );
    const known = new Map(items.map((item) => [item.itemId, item]));
    const named = (id: number) => {
      const { itemId, position, name, part } = known.get(id as ItemId)!;
      return { itemId, position, name, part };
    };
    return {
      ...{ looked: items.length, of },
      leaks: leaks.slice(0, MOST_LISTED).map(({ itemIds: [a, b], kind, distance, apart }) => ({
        ...{ kind, distance, apart, samePatient: known.get(a as ItemId)!.patient === known.get(b as ItemId)!.patient },
        items: [named(a), named(b)],
      })),
      leakCount: leaks.length,
      apartCount: leaks.filter(({ apart }) => apart).length,
      torn: tornPatients(items),
      unlike: unlike
        .slice(0, MOST_LISTED)
        .map(({ itemId, score, beyond }) => ({ ...named(itemId), score, beyond: [...beyond] })),
      unlikeCount: unlike.length,
    };
  }

  async #run(datasetId: DatasetId, signal: AbortSignal): Promise<void> {
    const failed: DatasetChecking['failed'] = [];
    let [done, from, failedCount] = [0, 0, 0];
    const report = (state: DatasetChecking['state']) =>
      this.#tell({ datasetId, state, done, failed: [...failed], failedCount });
    try {
      for (;;) {
        report('running');
        const page = { datasetId, from, limit: AT_ONCE };
        const { items } = await this.#rooms.log.call('dataset.untraced', page);
        if (items.length === 0 || signal.aborted) break;
        const settled = await Promise.all(
          items.map(async ({ itemId, instanceId, frame }) => {
            try {
              return { itemId, trace: await this.#trace(instanceId, frame) };
            } catch (thrown) {
              failedCount += 1;
              if (failed.length < MOST_FAILURES) failed.push({ itemId, reason: toCoded(thrown) });
              return null;
            }
          }),
        );
        const traces = settled.filter((one) => one !== null);
        await this.#rooms.log.call('dataset.trace', { traces });
        done += traces.length;
        // what can't be read is passed by, and tried again by the next check
        from = items.at(-1)!.position + 1;
      }
      report(signal.aborted ? 'cancelled' : 'done');
    } catch (thrown) {
      this.#tell({ datasetId, state: 'failed', done, failed, failedCount, reason: toCoded(thrown) });
    } finally {
      this.#running.delete(datasetId);
    }
  }

  async #trace(instanceId: Parameters<Reader['trace']>[0], frame: number): Promise<PictureTrace> {
    const { id, path, description } = await this.#rooms.log.call('instance.get', { instanceId });
    await this.#rooms.reader.grant([{ id, path, fileSha256: description.fileSha256 }]);
    return this.#rooms.reader.trace(instanceId, frame);
  }
}

/** Patients with items in two parts: items that came after a split, or people who turned out to be one. */
function tornPatients(items: readonly { patient: string; part: string | null }[]): number {
  const parts = new Map<string, Set<string | null>>();
  for (const { patient, part } of items) parts.set(patient, (parts.get(patient) ?? new Set()).add(part));
  return [...parts.values()].filter(({ size }) => size > 1).length;
}
