import type { ANNOTATION_CALLS } from '../../src-shared/contract/annotation-calls.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { CaseId, DatasetId } from '../../src-shared/contract/ids.ts';
import type { EventName, EventPayload } from '../../src-shared/contract/table.ts';
import { Agreement, casesOfTable, Checks, Datasets, readDatasetTable, type Profiles } from '../annotating/index.ts';
import type { CaseLog, StoredInstance } from '../caselog/index.ts';
import type { Reader } from '../reading/index.ts';
import type { Importing } from './importing.ts';
import type { CallHandlers } from './ipc-gate.ts';

export interface AnnotationContext {
  readonly log: Pick<CaseLog, 'call'>;
  readonly profiles: Profiles;
  /** Label schemas that ship with the program. */
  readonly shipped: readonly LabelSchema[];
  /** Entry of the thread in which readings are compared. */
  readonly figuresWorker: string;
  readonly importing: Pick<Importing, 'start'>;
  /** Shows the system's dialog; null: nothing was chosen. */
  readonly choose: (what: 'folder' | 'table') => Promise<string | null>;
  readonly reader: Pick<Reader, 'grant' | 'trace'>;
  readonly grant: (instances: readonly StoredInstance[]) => Promise<void>;
  readonly tell: <N extends EventName>(name: N, payload: EventPayload<N>) => void;
}

/** What main does for each call of the annotation workbench: it says who is signed in, and the case log does the rest. */
export function annotationHandlers({
  log,
  profiles,
  shipped,
  figuresWorker,
  importing,
  choose,
  reader,
  grant,
  tell,
}: AnnotationContext): Pick<CallHandlers, keyof typeof ANNOTATION_CALLS> {
  const changed = (datasetId: DatasetId) => tell('dataset.changed', { datasetId });
  const checks = new Checks({ log, reader }, figuresWorker, (checking) => tell('dataset.checking', checking));
  const agreement = new Agreement(log, figuresWorker);
  const datasets = new Datasets(log, shipped, changed);

  return {
    'profiles.list': async () => ({ profiles: await profiles.list(), current: profiles.now?.id ?? null }),
    'profiles.add': ({ name, pin }) => profiles.add(name, pin),
    'profiles.sign-in': ({ profileId, pin }) => profiles.signIn(profileId, pin),
    'profiles.sign-out': () => {
      profiles.signOut();
      return {};
    },

    'schemas.list': async () => ({ schemas: await datasets.schemas() }),
    'schemas.keep': ({ schema }) => datasets.keepSchema(schema),

    'datasets.list': () => log.call('datasets.list', {}),
    'datasets.create': ({ caseIds, items, ...dataset }) => datasets.create(dataset, caseIds, items),
    'datasets.add': ({ datasetId, caseIds, items }) => datasets.add(datasetId, caseIds, items),
    'datasets.import': async ({ datasetId, from, items }) => {
      const chosen = await choose(from);
      if (chosen === null) return { jobId: null };
      if (from === 'folder') {
        const added = async (caseIds: CaseId[]) => void (await datasets.add(datasetId, caseIds, items));
        return { jobId: importing.start([chosen], added) };
      }
      const table = await readDatasetTable(chosen);
      const added = async () => {
        const { caseIds, patients } = await casesOfTable(log, table);
        await datasets.add(datasetId, caseIds, items, patients);
      };
      return { jobId: importing.start(table.files, added) };
    },
    'datasets.change': async (given) => {
      const dataset = await log.call('dataset.change', { ...given, profileId: await profiles.looking() });
      changed(dataset.id);
      return dataset;
    },
    'datasets.next': async (given) => log.call('dataset.next', { ...given, profileId: await profiles.asking() }),
    'datasets.split': async (given) => {
      const parts = await log.call('dataset.split', given);
      changed(given.datasetId);
      return parts;
    },
    'datasets.check': ({ datasetId }) => {
      checks.start(datasetId);
      return {};
    },
    'datasets.check-cancel': ({ datasetId }) => {
      checks.cancel(datasetId);
      return {};
    },
    'datasets.findings': ({ datasetId }) => checks.findings(datasetId),
    'datasets.agreement': async ({ datasetId }) => agreement.report(datasetId, await profiles.asking()),
    'datasets.consensus': async ({ datasetId }) => {
      const items = await agreement.consensus(datasetId, await profiles.need());
      changed(datasetId);
      return { items };
    },
    'datasets.open': async ({ datasetId }) =>
      log.call('dataset.board', { datasetId, profileId: await profiles.looking() }),
    'datasets.items': async (page) => log.call('dataset.items', { ...page, profileId: await profiles.looking() }),

    'labelling.open': async ({ itemId }) => {
      const opened = await log.call('labelling.open', { itemId, profileId: await profiles.need() });
      await grant(opened.instances);
      return { ...opened, instances: opened.instances.map(({ id, description }) => ({ id, description })) };
    },
    'labelling.step': async (given) => log.call('labelling.step', { ...given, profileId: await profiles.need() }),
    'labelling.undo': async (given) => log.call('labelling.undo', { ...given, profileId: await profiles.need() }),
    'labelling.redo': async (given) => log.call('labelling.redo', { ...given, profileId: await profiles.need() }),
    'labelling.finish': async (given) => {
      const { datasetId } = await log.call('labelling.finish', { ...given, profileId: await profiles.need() });
      changed(datasetId);
      return {};
    },
    'labelling.move-on': async (given) => log.call('labelling.move-on', { ...given, profileId: await profiles.need() }),
    'labelling.readings': async (given) =>
      log.call('labelling.readings', { ...given, profileId: await profiles.asking() }),
    'labelling.results': async (given) =>
      log.call('labelling.results', { ...given, profileId: await profiles.asking() }),
    'labelling.time': async (given) => {
      await log.call('labelling.time', { ...given, profileId: await profiles.need() });
      return {};
    },
    'labelling.comment': async (given) => log.call('labelling.comment', { ...given, profileId: await profiles.need() }),
  };
}
