/** How often each true label was called which; rows are true, columns are called, both in the order of `labels`. */
export interface ConfusionMatrix {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Counts calls. Labels that occur in neither list may be in `labels`; one that is not there is a `RangeError`. */
export function confusionMatrix(
  labels: readonly string[],
  truth: readonly string[],
  called: readonly string[],
): ConfusionMatrix {
  const counts = labels.map(() => labels.map(() => 0));
  truth.forEach((label, i) => {
    const row = counts[labels.indexOf(label)];
    const column = labels.indexOf(called[i] as string);
    if (!row || column < 0) throw new RangeError('a label that is not in the list');
    row[column] = (row[column] as number) + 1;
  });
  return { labels, counts };
}

/** Share of right calls. */
export function accuracyOf({ counts }: ConfusionMatrix): number {
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, row, i) => sum + (row[i] as number), 0) / all;
}

/** Mean over the labels that occur of their F1; a label that is never called right counts as 0. */
export function macroF1({ counts }: ConfusionMatrix): number {
  const scores = counts.flatMap((row, i) => {
    const right = row[i] as number;
    const cases = row.reduce((sum, count) => sum + count, 0);
    const calls = counts.reduce((sum, other) => sum + (other[i] as number), 0);
    return cases + calls === 0 ? [] : [(2 * right) / (cases + calls)];
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
