import type { CallInput, EventPayload } from '../../src-shared/contract/table.ts';
import { call, on } from './bridge.ts';

/** What the annotation workbench asks of main, and hears from it: one function a call. All throw CodedError. */
export const workbench = {
  profiles: () => call('profiles.list', {}),
  addProfile: (input: CallInput<'profiles.add'>) => call('profiles.add', input),
  signIn: (input: CallInput<'profiles.sign-in'>) => call('profiles.sign-in', input),
  signOut: () => call('profiles.sign-out', {}),

  schemas: () => call('schemas.list', {}),
  keepSchema: (input: CallInput<'schemas.keep'>) => call('schemas.keep', input),

  datasets: () => call('datasets.list', {}),
  createDataset: (input: CallInput<'datasets.create'>) => call('datasets.create', input),
  addCases: (input: CallInput<'datasets.add'>) => call('datasets.add', input),
  importInto: (input: CallInput<'datasets.import'>) => call('datasets.import', input),
  changeDataset: (input: CallInput<'datasets.change'>) => call('datasets.change', input),
  next: (input: CallInput<'datasets.next'>) => call('datasets.next', input),
  board: (input: CallInput<'datasets.open'>) => call('datasets.open', input),
  split: (input: CallInput<'datasets.split'>) => call('datasets.split', input),
  check: (input: CallInput<'datasets.check'>) => call('datasets.check', input),
  cancelCheck: (input: CallInput<'datasets.check-cancel'>) => call('datasets.check-cancel', input),
  onChecking: (heard: (checking: EventPayload<'dataset.checking'>) => void) => on('dataset.checking', heard),
  findings: (input: CallInput<'datasets.findings'>) => call('datasets.findings', input),
  agreement: (input: CallInput<'datasets.agreement'>) => call('datasets.agreement', input),
  consensus: (input: CallInput<'datasets.consensus'>) => call('datasets.consensus', input),
  items: (input: CallInput<'datasets.items'>) => call('datasets.items', input),
  onDatasetChanged: (heard: () => void) => on('dataset.changed', heard),

  open: (input: CallInput<'labelling.open'>) => call('labelling.open', input),
  step: (input: CallInput<'labelling.step'>) => call('labelling.step', input),
  undo: (input: CallInput<'labelling.undo'>) => call('labelling.undo', input),
  redo: (input: CallInput<'labelling.redo'>) => call('labelling.redo', input),
  finish: (input: CallInput<'labelling.finish'>) => call('labelling.finish', input),
  moveOn: (input: CallInput<'labelling.move-on'>) => call('labelling.move-on', input),
  readings: (input: CallInput<'labelling.readings'>) => call('labelling.readings', input),
  results: (input: CallInput<'labelling.results'>) => call('labelling.results', input),
  addTime: (input: CallInput<'labelling.time'>) => call('labelling.time', input),
  comment: (input: CallInput<'labelling.comment'>) => call('labelling.comment', input),
};
