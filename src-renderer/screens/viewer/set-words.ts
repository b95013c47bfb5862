import type { Trait } from '../../../src-shared/imaging/series-stacks.ts';
import { t } from '../../app/language.svelte.ts';
import type { CaseSet } from './case-sets.ts';

/** What a display set is called: its series' own words, else its modality, else its number. */
export function setTitle({ series }: CaseSet, number: number): string {
  return series.description ?? series.modality ?? t('viewer.series-number', { number });
}

/** Modality, images, and of a series that is several piles: which of them, and what tells them apart. */
export function setDetails({ series, frames, number, of, apartBy }: CaseSet): string {
  const images = t('viewer.images', { count: frames.length });
  const last = apartBy.at(-1);
  const part = of > 1 ? [t('viewer.set.part', { number, of }), last ? traitWord(last) : null] : [];
  return [series.modality, images, ...part].filter(Boolean).join(' · ');
}

function traitWord(trait: Trait): string {
  const words: Record<Trait, () => string> = {
    size: () => t('viewer.set.by.size'),
    samples: () => t('viewer.set.by.samples'),
    modality: () => t('viewer.set.by.modality'),
    'frame-of-reference': () => t('viewer.set.by.frame-of-reference'),
    localizer: () => t('viewer.set.by.localizer'),
    position: () => t('viewer.set.by.position'),
    orientation: () => t('viewer.set.by.orientation'),
    'image-type': () => t('viewer.set.by.image-type'),
    echo: () => t('viewer.set.by.echo'),
    'b-value': () => t('viewer.set.by.b-value'),
    time: () => t('viewer.set.by.time'),
    stack: () => t('viewer.set.by.stack'),
    acquisition: () => t('viewer.set.by.acquisition'),
    trigger: () => t('viewer.set.by.trigger'),
    repetition: () => t('viewer.set.by.repetition'),
  };
  return words[trait]();
}
