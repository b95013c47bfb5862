import type { AnalysisResult, Verdict } from '../../../src-shared/findings/result.ts';
import { headlineOf } from '../../../src-shared/findings/verdict.ts';

/** What changed from an earlier result of the same model on the same frame. */
export interface ResultDifference {
  /** The earlier verdict, where it was another. */
  readonly verdict: Verdict | null;
  /** Of the later result's headline: what it was, and by how many percentage points it rose. */
  readonly probability: { readonly label: string; readonly was: number; readonly points: number } | null;
  /** Another label is the headline now. */
  readonly headlineWas: string | null;
  /** Of outlines: by which part each label grew (0.1: a tenth); null: there was nothing before. */
  readonly segments: readonly { readonly label: string; readonly grew: number | null }[];
  /** Of anomaly networks. */
  readonly score: { readonly was: number; readonly is: number } | null;
  /** The earlier result was another version's: a change may be the network's, not the picture's. */
  readonly otherVersion: string | null;
}

/** Compares a result with an earlier one to the same question. */
export function differenceBetween(earlier: AnalysisResult, later: AnalysisResult): ResultDifference {
  const [was, is] = [headlineOf(earlier), headlineOf(later)];
  const before = is ? earlier.probabilities[is.label] : undefined;
  const probability =
    is && is.probability !== null && before !== undefined
      ? { label: is.label, was: before, points: Math.round((is.probability - before) * 100) }
      : null;
  return {
    verdict: earlier.verdict === later.verdict ? null : earlier.verdict,
    probability,
    headlineWas: was && is && was.label !== is.label ? was.label : null,
    segments: (later.segments ?? []).flatMap(({ label, areaPx }) => {
      const old = earlier.segments?.find((segment) => segment.label === label);
      return old ? [{ label, grew: old.areaPx === 0 ? null : areaPx / old.areaPx - 1 }] : [];
    }),
    score: earlier.anomaly && later.anomaly ? { was: earlier.anomaly.score, is: later.anomaly.score } : null,
    otherVersion: earlier.model.version === later.model.version ? null : earlier.model.version,
  };
}
