import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { prepareInput } from '../../src-shared/pixels/prepare.ts';
import {
  askSmall,
  formula,
  label,
  smallModel,
  smallPicture,
  smooth,
  type Differently,
  type SmallPicture,
} from './fixtures/small-models.fixture.ts';
import { forgetPrepared, prepareOnce, type InUse } from './prepare-once.ts';
import { sourceOf } from './read-source.ts';

const picture = smallPicture(40, 40, [formula(40, 40, 3, 5, 2)]);

/** One network, of which it is said that it was shown pictures with this mean and deviation. */
const described = (mean: number, std: number, change: Differently = {}) =>
  smallModel('classifier', {
    input: {
      channels: 3,
      size: [32, 32],
      range: { method: 'none' },
      normalisation: { mean: [mean, mean, mean], std: [std, std, std] },
      layout: 'NCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: ['a', 'b', 'c'].map(label) }],
    ...change,
  });

describe('a film of which two descriptions of one network are asked', () => {
  it('is prepared for each as it says, whichever was asked before', async () => {
    const [first, second] = [described(0.5, 0.25), described(0, 1)];
    // a frame of its own is prepared afresh
    const another = { ...picture, frames: picture.frames.map((frame) => ({ ...frame })) };
    const { outcome: alone } = await askSmall(second, another);
    const { outcome: before } = await askSmall(first, picture);
    const { outcome: after } = await askSmall(second, picture);
    expect(before.probabilities).not.toEqual(alone.probabilities);
    expect(after.probabilities).toEqual(alone.probabilities);
  });
});

describe('a picture in memory that is used again', () => {
  const gate = { container: 'png', modality: null, bodyPart: null, viewPosition: null, ageYears: null } as const;
  /** Of one size: one may have the memory of another. */
  const films = Array.from({ length: 14 }, (_, i) => smallPicture(40, 40, [formula(40, 40, 3 + i, 5, 2 * i)]));

  const decodedOf = ({ frames: [frame], pixels }: SmallPicture) => ({
    frames: [{ frame: frame as Frame, pixels }],
    place: { affine: null, spacingMm: null },
  });

  /** Prepares a picture for nobody; answers where it was. */
  const comeAndGo = (model: ReturnType<typeof smallModel>, film = smallPicture(40, 40, [formula(40, 40, 1, 1, 1)])) => {
    const inUse = prepareOnce({ model, gate, frame: 0, pixels: film.pixels }, decodedOf(film), null, false);
    inUse.end();
    film.frames.forEach(forgetPrepared);
    return inUse.prepared?.grid.values;
  };

  it('is as it was prepared for as long as anybody reads it, whatever else comes and goes', () => {
    const models = [described(0.5, 0.25), described(0, 1)];
    /** Prepared afresh, in memory of its own. */
    const wanted = films.map((film) =>
      models.map(({ manifest }) => {
        const { source } = sourceOf(decodedOf(film), manifest);
        return prepareInput(source, manifest.input).grid.values;
      }),
    );
    const film = fc.nat(films.length - 1);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('read' as const), film, model: fc.nat(1) }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat(), twice: fc.boolean() }),
      fc.record({ kind: fc.constant('forget' as const), film }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const reading: { readonly inUse: InUse; readonly wanted: Float32Array }[] = [];
        for (const each of steps) {
          if (each.kind === 'read') {
            const asked = { model: models[each.model]!, gate, frame: 0, pixels: films[each.film]!.pixels };
            const inUse = prepareOnce(asked, decodedOf(films[each.film]!), null, false);
            reading.push({ inUse, wanted: wanted[each.film]![each.model]! });
          } else if (each.kind === 'forget') {
            forgetPrepared(films[each.film]!.frames[0]!);
          } else if (reading.length > 0) {
            const [{ inUse }] = reading.splice(each.which % reading.length, 1) as [(typeof reading)[0]];
            inUse.end();
            if (each.twice) inUse.end();
          }
          for (const { inUse, wanted: values } of reading) expect(inUse.prepared?.grid.values).toEqual(values);
        }
        for (const { inUse } of reading) inUse.end();
        for (const { frames } of films) forgetPrepared(frames[0]!);
      }),
    );
  });

  it('has the memory of one that nobody reads any more', () => {
    const [first, second] = films as [SmallPicture, SmallPicture];
    const model = described(0.5, 0.25);
    expect(comeAndGo(model, second)).toBe(comeAndGo(model, first));
  });

  const asked: Record<string, [model: ReturnType<typeof smallModel>, change?: Parameters<typeof askSmall>[2]]> = {
    'a classifier that is asked once more about mirrored pictures': [
      described(0.5, 0.25, { testTime: ['flip-columns', 'flip-rows'] }),
    ],
    'a classifier whose map is made of changed pictures': [described(0.5, 0.25), { explain: 'occlusion' }],
    'a network that makes a picture larger tile by tile': [
      smallModel('doubler', {
        task: 'enhancement',
        input: {
          size: [null, null],
          multiple: 4,
          resize: { fit: 'none', filter: 'triangle-antialias' },
          range: { method: 'none' },
          normalisation: { mean: [0], std: [1] },
        },
        outputs: [{ name: 'picture', kind: 'image', scale: 2, black: 0, white: 1 }],
        tiling: { size: [32, 32], overlap: 0.25 },
      }),
    ],
    'a network whose picture is compared with what it was shown': [
      smallModel('remaker', {
        task: 'anomaly',
        input: {
          size: [32, 32],
          resize: { fit: 'squash', filter: 'triangle-antialias' },
          range: { method: 'none' },
          normalisation: { mean: [0], std: [1] },
        },
        outputs: [{ name: 'reconstruction', kind: 'reconstruction' }],
        anomaly: { method: 'reconstruction', output: 'reconstruction', measure: 'mean-squared', threshold: 0.1 },
      }),
    ],
  };

  it.each(Object.entries(asked))('is answered about alike alone and among others: %s', async (_, [model, change]) => {
    const pictures = Array.from({ length: 10 }, (_each, i) => smallPicture(40, 40, [smooth(40, 40, i / 3)]));
    const answer = async (one: SmallPicture, tell?: Parameters<typeof askSmall>[3]) => {
      const { outcome } = await askSmall(model, one, change, tell);
      // its pictures are named by their hashes
      return { ...outcome, timingsMs: null, pictures: null };
    };
    const alone = [];
    for (const each of pictures) alone.push(await answer(each));
    const amongOthers = (one: SmallPicture) =>
      answer(one, ({ stage }) => {
        if (stage === 'read' || stage === 'prepare') return;
        // nobody else needs it any more, and others come
        one.frames.forEach(forgetPrepared);
        comeAndGo(model);
      });
    expect(await Promise.all(pictures.map(amongOthers))).toEqual(alone);
    expect((await Promise.all(pictures.toReversed().map(amongOthers))).toReversed()).toEqual(alone);
  });
});
