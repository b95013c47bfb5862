import type { DatasetPart, LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import type { WorkState } from '../../../src-shared/annotation/labelling.ts';
import { t } from '../../app/language.svelte.ts';

/** How far the work on something is, in words. */
export function stateWord(state: WorkState): string {
  switch (state) {
    case 'to-do':
      return t('annotate.state.to-do');
    case 'in-work':
      return t('annotate.state.in-work');
    case 'done':
      return t('annotate.state.done');
    case 'flagged':
      return t('annotate.state.flagged');
  }
}

/** A dataset's part, in words. */
export function partWord(part: DatasetPart | null): string {
  switch (part) {
    case 'train':
      return t('annotate.part.train');
    case 'validation':
      return t('annotate.part.validation');
    case 'test':
      return t('annotate.part.test');
    case null:
      return t('annotate.part.none');
  }
}

/** What a person does in a dataset, in words. */
export function roleWord(role: LabellingRole): string {
  switch (role) {
    case 'first':
      return t('annotate.role.first');
    case 'second':
      return t('annotate.role.second');
    case 'adjudication':
      return t('annotate.role.adjudication');
    case 'consensus':
      return t('annotate.role.consensus');
  }
}
