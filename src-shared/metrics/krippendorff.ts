/** What two different answers differ by: not the same; places in an order; numbers. */
export type AnswerScale = 'nominal' | 'ordinal' | 'interval';

/**
 * Krippendorff's alpha of any number of readers who need not have read every case (Krippendorff 2011): 1 at best, 0 at chance.
 * `NaN` where no case has two answers or all answers are the same.
 *
 * @param cases the answers to each case, as numbers; ordinal ones in their order
 */
export function krippendorffAlpha(cases: readonly (readonly number[])[], scale: AnswerScale): number {
  const paired = cases.filter((answers) => answers.length > 1);
  const values = [...new Set(paired.flat())].sort((a, b) => a - b);
  const place = new Map(values.map((value, i) => [value, i]));
  const size = values.length;
  const together = new Float64Array(size * size);
  for (const answers of paired) {
    answers.forEach((a, i) => {
      answers.forEach((b, j) => {
        if (i === j) return;
        const at = (place.get(a) as number) * size + (place.get(b) as number);
        together[at] = (together[at] as number) + 1 / (answers.length - 1);
      });
    });
  }
  const totals = values.map((_, i) =>
    together.subarray(i * size, (i + 1) * size).reduce((sum, count) => sum + count, 0),
  );
  const all = totals.reduce((sum, count) => sum + count, 0);
  const difference = differences(values, totals, scale);
  let [observed, expected] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      observed += (together[i * size + j] as number) * difference(i, j);
      expected += ((totals[i] as number) * (totals[j] as number) * difference(i, j)) / (all - 1);
    }
  }
  return 1 - observed / expected;
}

function differences(values: readonly number[], totals: readonly number[], scale: AnswerScale) {
  return (i: number, j: number): number => {
    if (scale === 'nominal') return Number(i !== j);
    if (scale === 'interval') return ((values[i] as number) - (values[j] as number)) ** 2;
    const [low, high] = [Math.min(i, j), Math.max(i, j)];
    const between = totals.slice(low, high + 1).reduce((sum, count) => sum + count, 0);
    return (between - ((totals[low] as number) + (totals[high] as number)) / 2) ** 2;
  };
}
