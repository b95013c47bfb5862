import { basename } from 'node:path';
import type { CaseSeries, OpenCase, Settings } from '../../src-shared/contract/records.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { withCommonUptake } from '../../src-shared/imaging/series-uptake.ts';
import type { StoredCase } from '../caselog/index.ts';

/**
 * A stored case as the page may see it: no paths; instances in reading order, one stack after another, with what is uncertain
 * about them or about whose they are; and with read-first on and no opinion written yet, or for whoever reads the case blinded
 * in a dataset (`blinded`), no network's word but its refusals.
 */
export function caseView(
  stored: StoredCase,
  { readFirst, blinded = false }: Pick<Settings, 'readFirst'> & { blinded?: boolean },
): OpenCase {
  const hide = blinded || (readFirst && stored.opinions.length === 0);
  const shown = hide ? stored.results.filter(({ result }) => result.verdict === 'refused') : stored.results;
  const hidden = stored.results.filter((one) => !shown.includes(one));
  return {
    caseId: stored.caseId,
    identity: stored.identity,
    sourceName: stored.sourceName,
    state: stored.state,
    series: stored.series.map((series): CaseSeries => {
      const uptake = withCommonUptake(series.instances);
      const { displaySets, warnings } = assembleSeries(
        uptake.instances.map(({ id, path, description }) => ({ id, name: basename(path), description })),
      );
      const instances = new Set(displaySets.flatMap(({ planes }) => planes.map(({ instance }) => instance)));
      return {
        id: series.id,
        number: series.number,
        description: series.description,
        modality: series.modality,
        warnings: [...stored.warnings, ...warnings, ...uptake.warnings, ...displaySets.flatMap((set) => set.warnings)],
        instances: [...instances].map(({ id, description }) => ({ id, description })),
      };
    }),
    ...(stored.documents.length > 0 && { documents: stored.documents }),
    results: shown,
    ...(stored.unanswered.length > 0 && { unanswered: stored.unanswered }),
    hiddenResults: hidden.length,
    ...(hidden.length > 0 && { hiddenAnswers: hidden.map(({ result: { model, input } }) => ({ model, input })) }),
    // a judgement tells what it judges
    judgements: stored.judgements.filter(({ resultId }) => shown.some(({ id }) => id === resultId)),
    opinions: stored.opinions,
    measurements: stored.measurements,
    reports: stored.reports,
    draft: stored.draft,
    words: stored.words,
  };
}
