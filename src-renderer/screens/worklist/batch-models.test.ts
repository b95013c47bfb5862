import { describe, expect, it } from 'vitest';
import { ModelId } from '../../../src-shared/contract/ids.ts';
import type { ShownModel } from '../../../src-shared/contract/records.ts';
import type { Task } from '../../../src-shared/findings/manifest.ts';
import { batchModels, type ChosenCase } from './batch-models.ts';

interface Made {
  modalities: string[];
  bodyParts?: string[];
  task?: Task;
  point?: object;
  state?: ShownModel['state'];
}

const model = (id: string, { modalities, bodyParts = [], task = 'classification', point, state = 'ready' }: Made) =>
  ({ state, manifest: { id, task, input: { modalities, bodyParts, point: point ?? null } } }) as unknown as ShownModel;
const film: ChosenCase = { modalities: ['DX'], bodyPart: 'CHEST' };
const head: ChosenCase = { modalities: ['MR', 'SR'], bodyPart: null };
const named = (models: ShownModel[], cases: ChosenCase[], last: string | null = null) =>
  batchModels(models, cases, last === null ? null : ModelId.parse(last)).map(
    ({ manifest, suits }) => `${manifest.id} ${suits}`,
  );

describe('the models for many cases at once', () => {
  const adrenal = model('adrenal', { modalities: ['CT'], bodyParts: ['ABDOMEN'] });
  const lungs = model('lungs', { modalities: ['DX'], bodyParts: ['CHEST'], task: 'segmentation' });
  const pneumonia = model('pneumonia', { modalities: ['DX', 'CR'], bodyParts: ['CHEST'] });
  const brain = model('brain', { modalities: ['MR'], bodyParts: ['HEAD'] });

  it('begin with the one that suits most of the chosen cases', () => {
    const all = [adrenal, brain, lungs, pneumonia];
    expect(named(all, [film, film, head])).toEqual(['pneumonia 2', 'lungs 2', 'brain 1', 'adrenal 0']);
    expect(named(all, [head])).toEqual(['brain 1', 'adrenal 0', 'pneumonia 0', 'lungs 0']);
  });

  it('begin, where several suit as well, with the one that was asked last', () => {
    expect(named([pneumonia, lungs, adrenal], [film], 'lungs')).toEqual(['lungs 1', 'pneumonia 1', 'adrenal 0']);
    expect(named([pneumonia, adrenal], [film], 'adrenal')).toEqual(['pneumonia 1', 'adrenal 0']);
  });

  it('prefer one whose pictures say that it suits to one of which nobody knows', () => {
    const any = model('any', { modalities: ['MR'] });
    expect(named([brain, any], [head])).toEqual(['any 1', 'brain 1']);
  });

  it('are those that may run, without those that wait for a click', () => {
    const refused = model('refused', { modalities: ['DX'], state: 'refused' });
    const older = model('older', { modalities: ['DX'], state: 'superseded' });
    const clicked = model('clicked', { modalities: ['DX'], point: {} });
    const fresh = model('fresh', { modalities: ['DX'], state: 'not-verified' });
    expect(named([refused, older, clicked, fresh], [film])).toEqual(['fresh 1']);
  });
});
