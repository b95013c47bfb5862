import { expect, it, vi } from 'vitest';
import type { ModelId } from '../../src-shared/contract/ids.ts';
import type { ShownModel } from '../../src-shared/contract/records.ts';
import { language } from './language.svelte.ts';
import { shelf } from './shelf.svelte.ts';

vi.mock('./bridge.ts', () => ({ call: vi.fn(), on: vi.fn() }));
vi.stubGlobal('document', { documentElement: {} });

const model = (id: string, lesion: string) =>
  ({
    manifest: {
      id,
      title: { en: `Model ${id}`, zh: `模型 ${id}` },
      outputs: [{ kind: 'logits', labels: [{ id: 'lesion', title: { en: lesion, zh: lesion } }] }],
    },
  }) as unknown as ShownModel;

const [one, other, gone] = ['one', 'other', 'gone'] as unknown as [ModelId, ModelId, ModelId];

it('calls a label what its own model calls it, and never what another one does', () => {
  shelf.models = [model('one', 'Benign cyst'), model('other', 'Melanoma')];
  expect(shelf.labelTitle('lesion', other)).toBe('Melanoma');
  expect(shelf.labelTitle('lesion', one)).toBe('Benign cyst');
  expect(shelf.labelTitle('lesion', gone)).toBe('lesion');
  // whose it is was not kept
  expect(shelf.labelTitle('lesion', undefined)).toBe('Benign cyst');
});

it('names a model in the language on the screen, and one that is gone by its id', () => {
  shelf.models = [model('one', '')];
  language.now = 'zh';
  expect([shelf.modelTitle(one), shelf.modelTitle(gone)]).toEqual(['模型 one', 'gone']);
  language.now = 'en';
});
