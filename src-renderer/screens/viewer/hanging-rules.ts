import { directionsOf } from '../../../src-shared/imaging/affine.ts';
import { isLocalizer } from '../../../src-shared/imaging/series-stacks.ts';
import { dot, type Vector } from '../../../src-shared/imaging/vectors.ts';
import { z } from '../../../src-shared/schema.ts';
import rules from '../../../resources/hanging-rules.json';
import type { CaseSet } from './case-sets.ts';

const code = z.string().regex(/^[A-Z0-9_ ]{1,16}$/);
const PLANES = { axial: [0, 0, 1], coronal: [0, 1, 0], sagittal: [1, 0, 0] } as const satisfies Record<string, Vector>;

/** What belongs into a pane; every wish that is there must be met. */
const HangingPane = z
  .object({
    study: z.enum(['current', 'prior']).optional(),
    /** (0008,0060); absent: any. */
    modality: code.optional(),
    /** (0018,5101), one of them. */
    views: z.array(code).min(1).optional(),
    /** (0020,0020): to which side of the patient the rows run, by its first letter. */
    rowsTowards: z.enum(['A', 'P', 'L', 'R', 'H', 'F']).optional(),
    /** One of them stands in the series' description, in lower case; none of `without` does. */
    words: z.array(z.string().min(1)).min(1).optional(),
    without: z.array(z.string().min(1)).min(1).optional(),
    /** How the slices lie, to within 30°. */
    plane: z.enum(Object.keys(PLANES) as [keyof typeof PLANES]).optional(),
  })
  .strict();
type HangingPane = z.infer<typeof HangingPane>;

/** What is shown at first of a case: for which studies, and what belongs into which pane. */
const HangingRule = z
  .object({
    id: z.string().regex(/^[a-z0-9-]+$/),
    /** (0008,0060) of any of the case's series. */
    modalities: z.array(code).min(1),
    /** (0018,0015) of any of them; absent: any. */
    bodyParts: z.array(code).min(1).optional(),
    layout: z.object({ rows: z.number().int().min(1).max(3), columns: z.number().int().min(1).max(3) }).strict(),
    panes: z.array(HangingPane).min(1).max(9),
    /** How panes scroll; absent: by the patient's position. */
    linked: z.enum(['off', 'position', 'slice']).optional(),
    /** How many panes must find what they want for the rule to hold; absent: two. */
    least: z.number().int().min(1).optional(),
  })
  .strict()
  .refine(({ layout, panes }) => panes.length <= layout.rows * layout.columns, { path: ['panes'] })
  .refine(({ least = 2, panes }) => least <= panes.length, { path: ['least'] });
export type HangingRule = z.infer<typeof HangingRule>;

export const HangingRules = z.object({ rules: z.array(HangingRule) }).strict();

/** The rules that ship with the program, the first that holds counts. */
export const RULES: readonly HangingRule[] = HangingRules.parse(rules).rules;

export interface Hanging {
  readonly rule: HangingRule;
  /** As many as the layout has places; null where nothing is left. */
  readonly panes: readonly (CaseSet | null)[];
}

/** Cosine of 30°. */
const NEARLY = 0.866;

/**
 * What a case looks like when it is opened, by the first rule that holds for it.
 *
 * @param current display sets of the open case
 * @param prior those of the study to compare with; empty: there is none, or it is not here
 * @returns null where no rule holds: the first display set alone
 */
export function hangingOf(
  current: readonly CaseSet[],
  prior: readonly CaseSet[],
  among: readonly HangingRule[] = RULES,
): Hanging | null {
  for (const rule of among) {
    if (!holdsFor(rule, current)) continue;
    const used = new Set<CaseSet>();
    const found = rule.panes.map((wish) => {
      const from = wish.study === 'prior' ? prior : current;
      const set = from.find((candidate) => !used.has(candidate) && meets(candidate, wish)) ?? null;
      if (set) used.add(set);
      return set;
    });
    if (used.size < (rule.least ?? 2)) continue;
    const waiting = current.filter((set) => !used.has(set) && !isScout(set));
    const count = rule.layout.rows * rule.layout.columns;
    const panes = Array.from({ length: count }, (_, i) => found[i] ?? waiting.shift() ?? null);
    return { rule, panes };
  }
  return null;
}

/** Whether a rule wants another study of the patient, which then has to be fetched before it can hold. */
export function wantsPrior(current: readonly CaseSet[], among: readonly HangingRule[] = RULES): boolean {
  return among.some((rule) => holdsFor(rule, current) && rule.panes.some(({ study }) => study === 'prior'));
}

/** The first display set to look at: not a scout, unless there is nothing else. */
export function firstOf(sets: readonly CaseSet[]): CaseSet {
  return sets.find((set) => !isScout(set)) ?? sets[0]!;
}

function holdsFor({ modalities, bodyParts }: HangingRule, sets: readonly CaseSet[]): boolean {
  const gates = sets.map(gateOf);
  const has = (wanted: readonly string[], values: readonly (string | null)[]) =>
    values.some((value) => value !== null && wanted.includes(value.toUpperCase()));
  return (
    has(
      modalities,
      gates.map(({ modality }) => modality),
    ) &&
    (!bodyParts ||
      has(
        bodyParts,
        gates.map(({ bodyPart }) => bodyPart),
      ))
  );
}

function meets(set: CaseSet, wish: HangingPane): boolean {
  const { modality, viewPosition } = gateOf(set);
  const { patientOrientation } = first(set).description;
  const title = (set.series.description ?? '').toLowerCase();
  if (isScout(set)) return false;
  if (wish.modality && modality !== wish.modality) return false;
  if (wish.views && !wish.views.includes(viewPosition?.toUpperCase() ?? '')) return false;
  if (wish.rowsTowards && patientOrientation?.[0].charAt(0) !== wish.rowsTowards) return false;
  if (wish.words && !wish.words.some((word) => title.includes(word))) return false;
  if (wish.without?.some((word) => title.includes(word))) return false;
  return !wish.plane || liesIn(set, PLANES[wish.plane]);
}

function liesIn({ planes }: CaseSet, normal: Vector): boolean {
  const middle = planes[Math.floor(planes.length / 2)];
  if (!middle) return false;
  const own = directionsOf(middle.orientation).normal;
  return Math.abs(dot(own, normal)) >= NEARLY;
}

function isScout({ displaySet }: CaseSet): boolean {
  return displaySet.planes.every(({ distinction }) => isLocalizer(distinction));
}

const first = ({ displaySet }: CaseSet) => displaySet.planes[0]!.instance;
const gateOf = (set: CaseSet) => first(set).description.gate;
