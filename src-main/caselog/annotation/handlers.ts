import type { Log } from '../log.ts';
import { datasetBoard } from './board.ts';
import type { AnnotationCalls } from './calls.ts';
import { splitDataset } from './split-dataset.ts';
import { keepTraces, tracesOf, untracedItems } from './traces.ts';
import { keepConsensus } from './consensus.ts';
import { datasetContent } from './dataset-content.ts';
import { addItems, itemsPage } from './dataset-items.ts';
import { changeDataset, createDataset, getDataset, isBlinded, listDatasets } from './datasets.ts';
import { exportItem, exportNames, exportPlan, itemOfInstance } from './exports.ts';
import { keepSchema, needSchema, newestSchemas } from './label-schemas.ts';
import { masksOfModels } from './model-masks.ts';
import { moveOn } from './move-on.ts';
import { nextItem } from './next-item.ts';
import { readingsOfItem } from './readings.ts';
import { addComment, addTime, finishLabelling, openLabelling, redoStep, takeStep, undoStep } from './labellings.ts';
import { addProfile, listProfiles, noteTrial, openReader, profileSecret } from './profiles.ts';

/** What the worker thread does for each of the workbench's calls. */
export const ANNOTATION_HANDLERS: {
  [N in keyof AnnotationCalls]: {
    kind: 'read' | 'write';
    answer: (log: Log, input: AnnotationCalls[N]['input']) => AnnotationCalls[N]['output'];
  };
} = {
  'profiles.list': { kind: 'read', answer: (log) => ({ profiles: listProfiles(log) }) },
  'profile.open-reader': { kind: 'write', answer: (log) => ({ profile: openReader(log) }) },
  'profile.add': { kind: 'write', answer: addProfile },
  'profile.secret': { kind: 'read', answer: profileSecret },
  'profile.trial': { kind: 'write', answer: noteTrial },
  'schemas.list': { kind: 'read', answer: (log) => ({ schemas: newestSchemas(log) }) },
  'schema.get': { kind: 'read', answer: (log, { key, version }) => needSchema(log, key, version) },
  'schema.keep': { kind: 'write', answer: keepSchema },
  'datasets.list': { kind: 'read', answer: (log) => ({ datasets: listDatasets(log) }) },
  'dataset.create': { kind: 'write', answer: createDataset },
  'dataset.add': { kind: 'write', answer: addItems },
  'dataset.change': { kind: 'write', answer: changeDataset },
  'dataset.next': { kind: 'read', answer: nextItem },
  'dataset.split': { kind: 'write', answer: splitDataset },
  'dataset.untraced': { kind: 'read', answer: untracedItems },
  'dataset.trace': { kind: 'write', answer: keepTraces },
  'dataset.traces': { kind: 'read', answer: tracesOf },
  'dataset.get': { kind: 'read', answer: (log, { datasetId }) => getDataset(log, datasetId) },
  'dataset.board': { kind: 'read', answer: datasetBoard },
  'dataset.items': { kind: 'read', answer: itemsPage },
  'dataset.content': { kind: 'read', answer: datasetContent },
  'labelling.consensus': { kind: 'write', answer: keepConsensus },
  'export.plan': { kind: 'read', answer: exportPlan },
  'export.item': { kind: 'write', answer: exportItem },
  'export.names': { kind: 'read', answer: exportNames },
  'import.item-of': { kind: 'read', answer: itemOfInstance },
  'labelling.open': { kind: 'write', answer: openLabelling },
  'labelling.step': { kind: 'write', answer: takeStep },
  'labelling.undo': { kind: 'write', answer: undoStep },
  'labelling.redo': { kind: 'write', answer: redoStep },
  'labelling.finish': { kind: 'write', answer: finishLabelling },
  'labelling.move-on': { kind: 'write', answer: moveOn },
  'labelling.readings': { kind: 'read', answer: readingsOfItem },
  'labelling.results': { kind: 'read', answer: masksOfModels },
  'case.blinded': {
    kind: 'read',
    answer: (log, { caseId, profileId }) => ({ blinded: isBlinded(log, caseId, profileId) }),
  },
  'labelling.time': { kind: 'write', answer: addTime },
  'labelling.comment': { kind: 'write', answer: addComment },
};
