// Made-up studies for tests of what panes show.
import type { CaseId, InstanceId, SeriesId } from '../../../src-shared/contract/ids.ts';
import type { CaseSeries } from '../../../src-shared/contract/records.ts';
import type { SeriesInstance } from '../../../src-shared/imaging/series-plane.ts';
import { setsOf, type CaseSet } from './case-sets.ts';

/** A series of a case; its instances are numbered from `firstInstance` on. */
export function seriesOf(id: number, files: readonly SeriesInstance[], firstInstance = id * 1000): CaseSeries {
  const [{ description }] = files as [SeriesInstance];
  return {
    id: id as SeriesId,
    number: description.seriesNumber,
    description: description.seriesDescription,
    modality: description.gate.modality,
    warnings: [],
    instances: files.map((file, i) => ({ id: (firstInstance + i) as InstanceId, description: file.description })),
  };
}

/** The display sets of a case with these series. */
export function setsWith(series: readonly CaseSeries[], caseId = 1): CaseSet[] {
  return setsOf({ caseId: caseId as CaseId, series: [...series] });
}
