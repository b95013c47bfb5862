import type { Coded } from '../contract/coded.ts';

/** A long step that is a whole number of usual ones within this share of one is a gap (OHIF's tolerance), else uneven. */
const NEAR_WHOLE = 0.2;
/** From here on a step leaves room for a slice. */
const GAP = 1.5;
/** Steps that differ by less, in millimetres, are even (Slicer's slice tolerance). */
const EVEN_MM = 0.01;
/** … and in slices thinner than a tenth of a millimetre, by a smaller part of a step than this. */
const EVEN_SHARE = 0.1;
/** More gaps than this many, and than this share of all steps, are no gaps but another spacing. */
const MOST_GAPS = 2;
const MOST_GAP_SHARE = 0.25;
/** As many numbers as a sentence can name. */
const MOST_NAMED = 8;

/**
 * What is wrong with the distances between the slices of a stack.
 *
 * @param placesMm positions along the normal, ascending, each once
 * @returns `series-gap` with how many slices seem `missing` and at which `positionsMm`: a step of about two, three … times
 *   the usual one; `series-spacing-uneven` with the smallest, usual and largest step for steps that are neither the usual
 *   one nor a multiple of it, or where every few steps are a multiple: thin and thick parts. None of both for fewer than three places: one step is no rule
 */
export function gapsBetween(placesMm: readonly number[]): Coded[] {
  const steps = placesMm.slice(1).map((mm, i) => mm - (placesMm[i] as number));
  if (steps.length < 2) return [];
  const sorted = [...steps].sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] as number;
  const even = Math.min(EVEN_MM, EVEN_SHARE * usual);
  const odd = steps
    .map((step, i) => ({ step, from: placesMm[i] as number }))
    .filter(({ step }) => Math.abs(step - usual) > even);
  const gaps = odd.filter(({ step }) => isGap(step / usual));
  // Gaps are the exception. Where they are not, the scanner took thinner slices in one part than in another.
  const thinner = gaps.length > MOST_GAPS && gaps.length > MOST_GAP_SHARE * steps.length;
  const warnings: Coded[] = [];
  if (gaps.length > 0 && !thinner) {
    const missing = gaps.reduce((sum, { step }) => sum + Math.round(step / usual) - 1, 0);
    warnings.push({ code: 'series-gap', details: { missing, positionsMm: placesIn(gaps, usual) } });
  }
  if (thinner || odd.length > gaps.length) {
    const details = {
      smallestMm: rounded(sorted[0] as number),
      usualMm: rounded(usual),
      largestMm: rounded(sorted.at(-1) as number),
    };
    warnings.push({ code: 'series-spacing-uneven', details });
  }
  return warnings;
}

function isGap(times: number): boolean {
  return times >= GAP && Math.abs(times - Math.round(times)) <= NEAR_WHOLE;
}

/** The first places where a slice is missing, as text. */
function placesIn(gaps: readonly { step: number; from: number }[], usual: number): string {
  const named: string[] = [];
  for (const { step, from } of gaps) {
    const whole = Math.round(step / usual);
    for (let slice = 1; slice < whole; slice++) {
      if (named.length === MOST_NAMED) return `${named.join(', ')}, …`;
      named.push(String(rounded(from + (step * slice) / whole)));
    }
  }
  return named.join(', ');
}

/** To the thousandth of a millimetre, for people. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000 || 0;
}
