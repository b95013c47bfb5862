/**
 * Fleiss' kappa of several readers on the same cases (Fleiss 1971): agreement beyond chance, 1 at best. `NaN` where all answers
 * are the same or nobody answered.
 *
 * @param counts for each case how many readers chose each category; every case has the same number of answers, at least two.
 *   Throws `RangeError` else.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number {
  const answers = sum(counts[0] ?? []);
  if (counts.some((row) => sum(row) !== answers || answers < 2))
    throw new RangeError('cases of different numbers of answers');
  const all = counts.length * answers;
  const shares = (counts[0] ?? []).map((_, category) => sum(counts.map((row) => row[category] as number)) / all);
  const expected = sum(shares.map((share) => share * share));
  const agreed = counts.map((row) => (sum(row.map((count) => count * count)) - answers) / (answers * (answers - 1)));
  return (sum(agreed) / counts.length - expected) / (1 - expected);
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
