import type { ExportFormat } from '../../src-shared/annotation/export-formats.ts';
import type { ExportWishes } from '../../src-shared/annotation/export-wishes.ts';
import path from 'node:path';
import { exportedLabels, type ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import { answerKey, maskKey, type LabellingState } from '../../src-shared/annotation/labelling.ts';
import type { LabellingContent } from '../../src-shared/contract/annotation-records.ts';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { DatasetId, ProfileId } from '../../src-shared/contract/ids.ts';
import type { CaseLog, StoredExportItem, StoredInstance } from '../caselog/index.ts';
import type { Reader } from '../reading/index.ts';
import type { ExportOrder, ExportSummary } from './dataset-export.ts';
import type { Exchange } from './exchange.ts';

import { itemGeometry } from './item-geometry.ts';

/** What a person asks for. */
export interface DatasetExportOrder {
  readonly datasetId: DatasetId;
  readonly format: ExportFormat;
  /** Absolute; nothing lies there yet. */
  readonly folder: string;
  readonly wishes: ExportWishes;
  /** Also labellings that are in work or flagged. */
  readonly unfinished: boolean;
}

export interface ExportSurroundings {
  readonly log: Pick<CaseLog, 'call'>;
  readonly exchange: Pick<Exchange, 'run'>;
  readonly reader: Pick<Reader, 'grant'>;
  /** Who exports: id and name; null: nobody is signed in. */
  readonly by: { readonly id: ProfileId; readonly name: string } | null;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}

/** What an export came to; items that the log could not give are among the failed ones. */
export interface DatasetExportEnd extends ExportSummary {
  readonly failedCount: number;
}

const MOST_LISTED = 200;

/**
 * Writes a dataset's labels as files of another program's format: for each item the labelling that counts. One item at a time is in hand.
 *
 * @returns null: it was cancelled, and nothing is left of it. Throws as `Exchange.run`, `export-nothing`, `record-missing`
 */
export async function exportDataset(
  { datasetId, format, folder, wishes, unfinished }: DatasetExportOrder,
  around: ExportSurroundings,
): Promise<DatasetExportEnd | null> {
  const { log, exchange, reader, by, version, signal, progress } = around;
  const plan = await log.call('export.plan', { datasetId, profileId: by?.id ?? null, unfinished });
  if (plan.items.length === 0) throw new CodedError('export-nothing');
  const failed: { item: string; reason: Coded }[] = [];
  let failedCount = 0;
  let done = 0;
  const tell = () => progress((done += 1), plan.items.length);
  const leave = (item: string, reason: Coded) => {
    failedCount += 1;
    if (failed.length < MOST_LISTED) failed.push({ item, reason });
  };
  async function* items(): AsyncGenerator<ExportItem> {
    for (const wanted of plan.items) {
      if (signal.aborted) return;
      let made: ExportItem;
      try {
        const stored = await log.call('export.item', wanted);
        await reader.grant(
          stored.instances.map(({ id, path: at, description }) => ({
            id,
            path: at,
            fileSha256: description.fileSha256,
          })),
        );
        made = itemOf(stored, plan.schema, wishes);
      } catch (error) {
        leave(String(wanted.itemId), toCoded(error));
        tell();
        continue;
      }
      yield made;
    }
  }
  const order: ExportOrder = {
    ...{ format, folder, wishes, version, at: Date.now() },
    schema: plan.schema,
    facts: plan.facts,
    by: by?.name || null,
    dataset: plan.dataset.name,
  };
  const summary = await exchange.run(order, items(), {
    signal,
    told: (item, reason) => {
      if (reason) leave(item.id, reason);
      tell();
    },
  });
  return summary && { ...summary, failed, failedCount };
}

/** Throws `export-schema-differs` where the labels use what the dataset's schema no longer has. */
function itemOf(stored: StoredExportItem, schema: LabelSchema, { withUntouched }: ExportWishes): ExportItem {
  const { content, rows, columns, frames, instances } = stored;
  if (stored.schema.version !== schema.version) checkKnown(content, schema);
  const { masks, shapes, answers, models } = exportedLabels(stateOf(content), schema, rows * columns, {
    withUntouched,
  });
  const [first] = instances as [StoredInstance, ...StoredInstance[]];
  const { description } = first;
  return {
    id: stored.name,
    name: stored.sourceName === '' ? path.basename(first.path) : stored.sourceName,
    rows,
    columns,
    samplesPerPixel: description.pixels.samplesPerPixel,
    instances: instances.map(({ id, description: { pixels, sopClassUid, instanceUid } }) => {
      return { instanceId: id, pixels, sopClassUid, instanceUid };
    }),
    slices: frames.map(({ instanceId, frame }) => {
      return { instance: instances.findIndex(({ id }) => id === instanceId), frame };
    }),
    ...itemGeometry(frames, instances),
    modality: description.gate.modality,
    seriesUid: description.seriesUid,
    frameOfReferenceUid: description.acquisition?.frameOfReferenceUid ?? null,
    identity: stored.identity,
    masks,
    shapes,
    answers,
    part: stored.part,
    reader: stored.reader,
    labelledAt: stored.changedAt,
    schema: { key: stored.schema.key, version: stored.schema.version },
    models: models.map((model) => ({
      ...model,
      sha256: stored.modelHashes[`${model.modelId}@${model.version}`] ?? null,
    })),
  };
}

function checkKnown({ layers, shapes, answers }: LabellingContent, schema: LabelSchema): void {
  const segments = new Set(schema.segments.map(({ number }) => number));
  const fields = new Set(schema.fields.map(({ key }) => key));
  const known =
    [...layers, ...shapes].every(({ segment }) => segments.has(segment)) &&
    answers.every(({ field }) => fields.has(field));
  if (!known) throw new CodedError('export-schema-differs');
}

function stateOf({ layers, masks, shapes, answers, states }: LabellingContent): LabellingState {
  return {
    layers: new Map(layers.map((layer) => [layer.uid, layer])),
    masks: new Map(masks.map((mask) => [maskKey(mask.layer, mask.slice), mask])),
    shapes: new Map(shapes.map((shape) => [shape.uid, shape])),
    answers: new Map(answers.map((answer) => [answerKey(answer.field, answer.place), answer])),
    states: new Map(states.map(({ segment, state }) => [segment, state])),
  };
}
