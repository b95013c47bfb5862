import { t } from '../../app/language.svelte.ts';
import { TOOLS } from './tools.ts';

/** What a step of the history did, in words; the journal's own name where nobody knows it any more. */
export function stepWord(name: string): string {
  const tool = TOOLS.find(({ id }) => id === name);
  if (tool) return tool.title();
  switch (name) {
    case 'hide':
      return t('annotate.step.hide');
    case 'show':
      return t('annotate.step.show');
    case 'accept':
      return t('annotate.step.accept');
    case 'remove-layer':
      return t('annotate.step.remove-layer');
    case 'segment-state':
      return t('annotate.step.segment-state');
    case 'move-shape':
      return t('annotate.step.move-shape');
    case 'remove-shape':
      return t('annotate.step.remove-shape');
    case 'answer':
      return t('annotate.step.answer');
    case 'model-mask':
      return t('annotate.step.model-mask');
    case 'copy-slice':
      return t('annotate.step.copy-slice');
    case 'fill-between':
      return t('annotate.step.fill-between');
    case 'smooth':
      return t('annotate.step.smooth');
    case 'islands':
      return t('annotate.step.islands');
    case 'holes':
      return t('annotate.step.holes');
    case 'grow-edge':
      return t('annotate.step.grow-edge');
    case 'shrink-edge':
      return t('annotate.step.shrink-edge');
    case 'union':
      return t('annotate.step.union');
    case 'intersect':
      return t('annotate.step.intersect');
    case 'subtract':
      return t('annotate.step.subtract');
    case 'clear-slice':
      return t('annotate.step.clear-slice');
    case 'refine':
      return t('annotate.step.refine');
    case 'take-reading':
      return t('annotate.take-reading');
    default:
      return name;
  }
}
