import { grouped } from '../metrics/grouped.ts';
import type { EvaluatedCase } from './labelled-case.ts';

/** Columns with more values than this are names or numbers, not subgroups. */
const MOST_VALUES = 12;

/** The columns of a label file that part the cases into a few groups, and the cases of each of their values. */
export function subgroupColumns(
  cases: readonly EvaluatedCase[],
): { readonly column: string; readonly values: readonly (readonly [string, readonly EvaluatedCase[]])[] }[] {
  const columns = new Set(cases.flatMap(({ row }) => Object.keys(row.groups)));
  return [...columns].flatMap((column) => {
    const values = [...grouped(cases, ({ row }) => row.groups[column] ?? '')];
    return column === 'patient' || values.length < 2 || values.length > MOST_VALUES ? [] : [{ column, values }];
  });
}
