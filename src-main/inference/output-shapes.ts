import type { Layout } from '../../src-shared/findings/model-input.ts';

/**
 * Whether an output of these sides is a list of so many numbers about a batch of one: [1, n], with sides of one anywhere behind
 * the batch, or without the batch ([n]; one number alone has no sides).
 */
export function isListOf(dims: readonly number[], length: number): boolean {
  const behind = dims.length > 1 ? dims.slice(1) : dims;
  if (dims.length > 1 && dims[0] !== 1) return false;
  const product = behind.reduce((all, side) => all * side, 1);
  return product === length && (length === 1 || behind.includes(length));
}

/**
 * The sides of a grid of one channel whose exporter left the channel out ([1, rows, columns]), with it; others as they are.
 *
 * @param rank how many sides it should have
 * @param last whether channels stand behind the others
 */
export function withChannel<T>(dims: readonly T[], rank: number, last: boolean): readonly (T | 1)[] {
  if (dims.length !== rank - 1 || (dims[0] as unknown) !== 1) return dims;
  return last ? [...dims, 1] : [1, ...dims];
}

/** How many sides a grid has that a network of this layout answers; that of a sequence answers about pictures. */
export function rankOf(layout: Layout): number {
  return layout === 'NCDHW' || layout === 'NDHWC' ? 5 : 4;
}
