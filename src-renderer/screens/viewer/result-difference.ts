import type { AnalysisResult, Segment, Verdict } from '../../../src-shared/findings/result.ts';
import { headlineOf, toldVerdict } from '../../../src-shared/findings/verdict.ts';

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
    verdict: toldVerdict(earlier) === toldVerdict(later) ? null : toldVerdict(earlier),
    probability,
    headlineWas: was && is && was.label !== is.label ? was.label : null,
    segments: (later.segments ?? []).flatMap((segment) => {
      const { label } = segment;
      const old = earlier.segments?.find((other) => other.label === label);
      const sizes = old && comparable(old, segment);
      return sizes ? [{ label, grew: sizes.was === 0 ? null : sizes.is / sizes.was - 1 }] : [];
    }),
    score: earlier.anomaly && later.anomaly ? { was: earlier.anomaly.score, is: later.anomaly.score } : null,
    otherVersion: earlier.model.version === later.model.version ? null : earlier.model.version,
  };
}

/** Sizes of an outline in a unit that both have: pixels of two studies may differ in size, and count only as a last resort. */
function comparable(was: Segment, is: Segment): { was: number; is: number } {
  if (was.volumeMm3 !== null && is.volumeMm3 !== null) return { was: was.volumeMm3, is: is.volumeMm3 };
  if (was.areaMm2 !== null && is.areaMm2 !== null) return { was: was.areaMm2, is: is.areaMm2 };
  return { was: was.areaPx, is: is.areaPx };
}
