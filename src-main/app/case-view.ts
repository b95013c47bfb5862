import type { CaseSeries, OpenCase, Settings } from '../../src-shared/contract/records.ts';
import { orderSeries } from '../../src-shared/imaging/series-order.ts';
import type { StoredCase } from '../caselog/index.ts';

/**
 * A stored case as the page may see it: no paths, instances in reading order with the series' warnings, and with
 * read-first on and no opinion written yet no network's word but its refusals.
 */
export function caseView(stored: StoredCase, settings: Pick<Settings, 'readFirst'>): OpenCase {
  const hide = settings.readFirst && stored.opinions.length === 0;
  const shown = hide ? stored.results.filter(({ result }) => result.verdict === 'refused') : stored.results;
  return {
    caseId: stored.caseId,
    identity: stored.identity,
    sourceName: stored.sourceName,
    state: stored.state,
    series: stored.series.map((series): CaseSeries => {
      const { instances, warnings } = orderSeries(
        series.instances.map(({ id, description }) => ({ ...description, ...description.pixels, id, description })),
      );
      return {
        id: series.id,
        number: series.number,
        description: series.description,
        modality: series.modality,
        warnings,
        instances: instances.map(({ id, description }) => ({ id, description })),
      };
    }),
    results: shown,
    hiddenResults: stored.results.length - shown.length,
    // a judgement tells what it judges
    judgements: stored.judgements.filter(({ resultId }) => shown.some(({ id }) => id === resultId)),
    opinions: stored.opinions,
    reports: stored.reports,
    draft: stored.draft,
    words: stored.words,
  };
}
