import type { AnalysisResult, Verdict } from './result.ts';
import { toldVerdict } from './verdict.ts';

/**
 * What a result is an answer to: the same model on the same frame or stack, around the same point. A newer answer takes the
 * place of an older one.
 */
export function questionOf({ input, model }: Asked): string {
  const { volume, point } = input;
  const slices = volume?.slices?.map(([instance, frame]) => `${instance}.${frame}`).join('+') ?? 'all';
  const where = volume ? `${volume.instanceIds.join('+')}/${slices}` : `${input.instanceId}/${input.frame}`;
  return `${where}/${point && !point.byDefault ? `${point.x},${point.y}/` : ''}${model.id}`;
}

/**
 * Whether a result that came later is the answer that counts in an earlier one's place: to the same question, or about a stack to
 * which images came since, so that the earlier one is about a part.
 */
export function takesPlaceOf(later: Asked, earlier: Asked): boolean {
  if (later.model.id !== earlier.model.id) return false;
  if (questionOf(later) === questionOf(earlier)) return true;
  const [now, then] = [later.input.volume, earlier.input.volume];
  if (!now || !then || now.studies || then.studies || now.slices || then.slices) return false;
  if (now.instanceIds.length <= then.instanceIds.length) return false;
  const there = new Set(now.instanceIds);
  return then.instanceIds.every((id) => there.has(id));
}

type Asked = Pick<AnalysisResult, 'input' | 'model'>;

const SEVERITY: Record<Verdict, number> = { above: 4, indeterminate: 3, below: 2, stated: 1, refused: 0 };

/**
 * The one result that stands for a case: of the newest answers to each question the most severe, and the newest of equal
 * ones. A refusal is no answer: it stands only where there is nothing else.
 *
 * @param results of one case, oldest first
 */
export function caseWord<R extends { readonly result: AnalysisResult }>(results: readonly R[]): R | undefined {
  let current: R[] = [];
  for (const one of results) {
    if (one.result.verdict === 'refused') continue;
    current = [...current.filter(({ result }) => !takesPlaceOf(one.result, result)), one];
  }
  if (current.length === 0) return results.at(-1);
  return current.reduce((most, next) =>
    SEVERITY[toldVerdict(next.result)] >= SEVERITY[toldVerdict(most.result)] ? next : most,
  );
}
