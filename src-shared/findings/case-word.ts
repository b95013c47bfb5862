import type { AnalysisResult, Verdict } from './result.ts';

/**
 * What a result is an answer to: the same model on the same frame or stack, around the same point. A newer answer takes the
 * place of an older one.
 */
export function questionOf({ input, model }: Pick<AnalysisResult, 'input' | 'model'>): string {
  const { volume, point } = input;
  const slices = volume?.slices?.map(([instance, frame]) => `${instance}.${frame}`).join('+') ?? 'all';
  const where = volume ? `${volume.instanceIds.join('+')}/${slices}` : `${input.instanceId}/${input.frame}`;
  return `${where}/${point && !point.byDefault ? `${point.x},${point.y}/` : ''}${model.id}`;
}

const SEVERITY: Record<Verdict, number> = { above: 4, indeterminate: 3, below: 2, stated: 1, refused: 0 };

/**
 * The one result that stands for a case: of the newest answers to each question the most severe, and the newest of equal
 * ones. A refusal is no answer: it stands only where there is nothing else.
 *
 * @param results of one case, oldest first
 */
export function caseWord<R extends { readonly result: AnalysisResult }>(results: readonly R[]): R | undefined {
  const current = new Map<string, R>();
  for (const one of results) {
    if (one.result.verdict === 'refused') continue;
    const question = questionOf(one.result);
    current.delete(question);
    current.set(question, one);
  }
  if (current.size === 0) return results.at(-1);
  return [...current.values()].reduce((most, next) =>
    SEVERITY[next.result.verdict] >= SEVERITY[most.result.verdict] ? next : most,
  );
}
