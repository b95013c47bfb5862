import { t } from '../../app/language.svelte.ts';
import type { SlabMode } from '../../stage/mpr-session.svelte.ts';

/** A slab to choose: how thick, and how its slices become one picture. */
export interface Slab {
  readonly mode: SlabMode;
  /** 0: a single plane. */
  readonly mm: number;
}

export const SLABS: readonly Slab[] = [
  { mode: 'average', mm: 0 },
  ...(['average', 'maximum', 'minimum'] as const).flatMap((mode) => [5, 10, 20, 40].map((mm): Slab => ({ mode, mm }))),
];

/** A slab's name. */
export function slabWord({ mode, mm }: Slab): string {
  if (mm === 0) return t('viewer.plane.single');
  const words: Record<SlabMode, () => string> = {
    average: () => t('viewer.plane.average'),
    maximum: () => t('viewer.plane.maximum'),
    minimum: () => t('viewer.plane.minimum'),
  };
  return t('viewer.plane.choice', { mode: words[mode](), mm });
}
