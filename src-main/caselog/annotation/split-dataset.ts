import { splitByPatient } from '../../../src-shared/annotation/split.ts';
import type { Log } from '../log.ts';
import type { AnnotationCalls } from './calls.ts';
import { getDataset } from './datasets.ts';

type Split = AnnotationCalls['dataset.split'];

/** Splits a dataset by patient, in place of a split before; gives the items of each part. Errors: `record-missing`. */
export function splitDataset(log: Log, { datasetId, seed, shares }: Split['input']): Split['output'] {
  return log.write(() => {
    getDataset(log, datasetId);
    const patients = log.all<{ patient: string; items: number }>(
      'SELECT patient_key AS patient, count(*) AS items FROM dataset_items WHERE dataset_id = ? GROUP BY patient_key',
      datasetId,
    );
    const sizes = new Map(patients.map(({ patient, items }) => [patient, items]));
    const counts: Split['output'] = { train: 0, validation: 0, test: 0 };
    for (const [patient, part] of splitByPatient(sizes, shares, seed)) {
      log.run('UPDATE dataset_items SET part = ? WHERE dataset_id = ? AND patient_key = ?', part, datasetId, patient);
      counts[part] += sizes.get(patient)!;
    }
    return counts;
  });
}
