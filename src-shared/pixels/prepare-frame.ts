import type { ModelInput } from '../findings/model-input.ts';
import type { Plane } from './channels.ts';
import { prepareInput } from './prepare.ts';

/**
 * The commonest preparation: one grey film as a person sees it, its value range to 0–1 at its own resolution, squashed to the
 * network's size with an anti-aliasing triangle filter, then `(x - mean) / std`.
 *
 * @param presentation rows × columns, one sample a pixel, row by row (`greyTableOf`, or `greyPresentationOf`)
 * @returns one batch, one channel: [1, 1, size[0], size[1]]
 */
export function prepareFrame(
  presentation: Plane,
  rows: number,
  columns: number,
  input: Pick<ModelInput, 'size' | 'range' | 'normalisation'>,
): Float32Array {
  const source = { slices: [[presentation]], rows, columns, values: 'presentation', spacingMm: null } as const;
  const { size, range, normalisation } = input;
  const squashed = { fit: 'squash', filter: 'triangle-antialias' } as const;
  const whole = { kind: 'frame', size, range, normalisation, resize: squashed, spacingMm: null, pad: null } as const;
  return prepareInput(source, whole).grid.values;
}
