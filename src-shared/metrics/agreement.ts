/**
 * Cohen's kappa of two readers on the same cases (Cohen 1960): agreement beyond chance, 1 at best. `NaN` where chance alone
 * would agree always.
 *
 * @param options.weights `linear` or `quadratic` for ordered categories (Cohen 1968)
 * @param options.order categories in order; needed for weights, else taken as they come
 */
export function cohensKappa<C extends string | number | boolean>(
  first: readonly C[],
  second: readonly C[],
  options: { readonly weights?: 'none' | 'linear' | 'quadratic'; readonly order?: readonly C[] } = {},
): number {
  const { weights = 'none', order = [...new Set([...first, ...second])] } = options;
  const place = new Map(order.map((category, i) => [category, i]));
  const size = order.length;
  const table = new Float64Array(size * size);
  first.forEach((category, i) => {
    const [row, column] = [place.get(category), place.get(second[i] as C)];
    if (row === undefined || column === undefined) throw new RangeError('a category that is not in the order');
    table[row * size + column] = (table[row * size + column] as number) + 1;
  });
  const rows = Array.from({ length: size }, (_, i) => sum(table.subarray(i * size, (i + 1) * size)));
  const columns = Array.from({ length: size }, (_, j) =>
    rows.reduce((all, _row, i) => all + (table[i * size + j] as number), 0),
  );
  const cost = (i: number, j: number) =>
    weights === 'none' ? Number(i !== j) : weights === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      observed += cost(i, j) * (table[i * size + j] as number);
      expected += (cost(i, j) * (rows[i] as number) * (columns[j] as number)) / first.length;
    }
  }
  return 1 - observed / expected;
}

const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
