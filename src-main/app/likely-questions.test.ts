import { expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import type { OpenCase } from '../../src-shared/contract/records.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { film } from '../caselog/examples.ts';
import { likelyQuestions } from './likely-questions.ts';

const manifest = ModelManifest.parse(shipped);
const shelf = (state: string, own = manifest) =>
  ({
    models: () => Promise.resolve([{ state, manifest: own }]),
    model: () => Promise.resolve({ file: '/m', manifest: own }),
  }) as never;
const study = (films: ReturnType<typeof film>[]): Pick<OpenCase, 'series'> =>
  ({ series: [{ instances: films.map((description, i) => ({ id: i + 1, description })) }] }) as never;

it('prepares the films of a small study for the networks that suit them', async () => {
  const questions = await likelyQuestions(shelf('ready'), study([film(1), film(2)]));
  expect(questions.map(({ instanceId, insist }) => [instanceId, insist])).toEqual([
    [1, false],
    [2, false],
  ]);
});

it('prepares nothing of a stack, nothing for a network of something else, and nothing for one that may not run', async () => {
  const many = Array.from({ length: 5 }, (_, i) => film(i + 1));
  expect(await likelyQuestions(shelf('ready'), study(many))).toEqual([]);
  const ultrasound = { ...manifest, input: { ...manifest.input, modalities: ['US'] } };
  expect(await likelyQuestions(shelf('ready', ultrasound as never), study([film(1)]))).toEqual([]);
  expect(await likelyQuestions(shelf('refused'), study([film(1)]))).toEqual([]);
});
