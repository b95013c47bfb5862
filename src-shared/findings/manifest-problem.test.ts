import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CATALOGUES, sayCoded } from '../language/messages.ts';
import { MANIFEST_PROBLEMS, manifestProblem } from './manifest-problem.ts';
import { ModelManifest } from './manifest.ts';

type Tree = Record<string | number, unknown>;

/** The shipped manifest with another value (undefined: none) at a place. */
function withValue(field: string, value: unknown): unknown {
  const copy = structuredClone(shipped) as unknown as Tree;
  const path = field.split('.');
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as Tree, copy);
  if (value === undefined) Reflect.deleteProperty(holder, path.at(-1)!);
  else holder[path.at(-1)!] = value;
  return copy;
}

/** What is said of the first thing that is wrong with a manifest. */
function saidOf(manifest: unknown): { en: string; zh: string } {
  const { error } = ModelManifest.safeParse(manifest);
  const [issue] = error?.issues ?? [];
  if (!issue) throw new Error('nothing is wrong');
  const given = issue.path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)[key], manifest);
  const details = { field: issue.path.join('.'), ...manifestProblem(issue, given) };
  const said = (language: 'en' | 'zh') => sayCoded(language, { code: 'manifest-invalid', details }).particulars;
  return { en: said('en'), zh: said('zh') };
}

describe('what is wrong with a manifest', () => {
  it.each(MANIFEST_PROBLEMS)('has words in both languages: %s', (name) => {
    expect(CATALOGUES.en[`manifest.${name}`]).toMatch(/^[a-z]/);
    expect(CATALOGUES.zh[`manifest.${name}`]).toMatch(/\p{Script=Han}/u);
  });

  it('is all that the catalogue of such words holds', () => {
    const held = Object.keys(CATALOGUES.en).filter((key) => key.startsWith('manifest.'));
    expect(held.sort()).toEqual(MANIFEST_PROBLEMS.map((name) => `manifest.${name}`).sort());
  });

  it.each<[field: string, value: unknown, en: string, zh: string]>([
    ['licence', undefined, 'Field licence: must be there.', '字段 licence：缺失，必须填写。'],
    ['licence', 3, 'Field licence: must be a text in quotation marks.', '字段 licence：必须是带引号的文本。'],
    [
      'task',
      'divination',
      'Field task: must be one of: classification, segmentation, sequence, enhancement, anomaly.',
      '字段 task：必须是以下之一：classification, segmentation, sequence, enhancement, anomaly。',
    ],
    ['input.channels', 2, 'Field input.channels: must be one of: 1, 3.', '字段 input.channels：必须是以下之一：1, 3。'],
    [
      'outputs.0.kind',
      'scores',
      'Field outputs.0.kind: must be one of: logits, mask, activation, image, embedding, reconstruction.',
      '字段 outputs.0.kind：必须是以下之一：logits, mask, activation, image, embedding, reconstruction。',
    ],
    [
      'input.normalisation.method',
      'imagenet',
      'Field input.normalisation.method: must be one of: fixed, z-score.',
      '字段 input.normalisation.method：必须是以下之一：fixed, z-score。',
    ],
    ['input.size', [160], 'Field input.size: must have at least 2 entries.', '字段 input.size：至少要有 2 项。'],
    ['input.size.0', 160.5, 'Field input.size.0: must be a whole number.', '字段 input.size.0：必须是整数。'],
    ['input.size.0', 5000, 'Field input.size.0: must be at most 4096.', '字段 input.size.0：不得大于 4096。'],
    [
      'selfTest.tolerance',
      0,
      'Field selfTest.tolerance: must be more than 0.',
      '字段 selfTest.tolerance：必须大于 0。',
    ],
    [
      'title.en',
      'W'.repeat(201),
      'Field title.en: must have at most 200 characters.',
      '字段 title.en：不得超过 200 个字符。',
    ],
    ['title.zh', '', 'Field title.zh: must not be empty.', '字段 title.zh：不得为空。'],
    ['file', [], 'Field file: must be an object in braces.', '字段 file：必须是花括号中的对象。'],
    [
      'selfTest.expected',
      {},
      'Field selfTest.expected: must have at least one number that the network answers.',
      '字段 selfTest.expected：至少要有一个网络输出的数值。',
    ],
    [
      'input.layout',
      'NCDHW',
      'Field input.layout: must be one of NCHW, NHWC where input.kind is frame.',
      '字段 input.layout：input.kind 为 frame 时必须是以下之一：NCHW, NHWC。',
    ],
    [
      'operatingPoints.0.label',
      'fracture',
      'Field operatingPoints.0.label: names fracture, which is no label of an output.',
      '字段 operatingPoints.0.label：所指的 fracture 不是任何输出的标签。',
    ],
    [
      'indeterminate',
      { 'No Finding': [0, 1] },
      'Field indeterminate.No Finding: must have only small letters, digits and hyphens between them.',
      '字段 indeterminate.No Finding：只能含小写字母、数字以及其间的连字符。',
    ],
  ])('is told with the field and what it must be: %s = %j', (field, value, en, zh) => {
    expect(saidOf(withValue(field, value))).toEqual({ en, zh });
  });
});
