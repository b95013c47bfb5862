import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { readOrder } from './words.ts';

const plain = { language: 'en', pretty: false };
const analyze = {
  ...plain,
  command: 'analyze',
  paths: ['a.dcm'],
  model: 'chest',
  out: null,
  point: null,
  explain: null,
  insist: false,
  report: false,
  log: false,
  dataFolder: null,
};

const exported = {
  ...plain,
  ...{ command: 'export', dataset: 'Lungs', format: 'coco', out: 'x', withPictures: false, keepIdentity: false },
  ...{ unfinished: false, side: null, yolo: 'polygons', dataFolder: null },
};

describe('the words for labels', () => {
  it.each([
    [['export', 'Lungs', '--format', 'coco', '--out', 'x'], exported],
    [
      [
        'export',
        'Lungs',
        '--format',
        'npz',
        '--out',
        'x',
        '--side',
        '28',
        '--identity',
        '--unfinished',
        '--data-folder',
        'd',
      ],
      { ...exported, format: 'npz', side: 28, keepIdentity: true, unfinished: true, dataFolder: 'd' },
    ],
    [
      ['import', 'Lungs', 'a.json', 'b'],
      { ...plain, command: 'import', dataset: 'Lungs', paths: ['a.json', 'b'], dataFolder: null },
    ],
  ])('%j are understood', (words, order) => {
    expect(readOrder(words)).toEqual(order);
  });

  it.each([
    [['export']],
    [['export', 'Lungs', '--out', 'x']],
    [['export', 'Lungs', '--format', 'tiff', '--out', 'x']],
    [['export', 'Lungs', '--format', 'coco']],
    [['export', 'Lungs', 'more', '--format', 'coco', '--out', 'x']],
    [['export', 'Lungs', '--format', 'npz', '--out', 'x', '--side', '1e9']],
    [['export', 'Lungs', '--format', 'yolo', '--out', 'x', '--shapes', 'rings']],
    [['import', 'Lungs']],
  ])('%j are not', (words) => {
    expect(() => readOrder(words)).toThrow(expect.objectContaining({ code: 'usage-wrong' }));
  });
});

describe('the words of the command line', () => {
  it.each([
    [[], { ...plain, command: 'help' }],
    [['help'], { ...plain, command: 'help' }],
    [['--help'], { ...plain, command: 'help' }],
    [['-h'], { ...plain, command: 'help' }],
    [['analyze', '--help'], { ...plain, command: 'help' }],
    [['repeat', 'results.ndjson'], { ...plain, command: 'repeat', results: 'results.ndjson' }],
    [['describe', 'a.dcm'], { ...plain, command: 'describe', paths: ['a.dcm'], pixels: false }],
    [['describe', 'a', 'b', '--pixels'], { ...plain, command: 'describe', paths: ['a', 'b'], pixels: true }],
    [['--pixels', 'describe', 'a'], { ...plain, command: 'describe', paths: ['a'], pixels: true }],
    [['describe', '--', '--odd name.dcm'], { ...plain, command: 'describe', paths: ['--odd name.dcm'], pixels: false }],
    [['analyze', 'a.dcm', '--model', 'chest'], analyze],
    [['analyse', 'a.dcm', '--model=chest'], analyze],
    [['analyze', '--model', 'chest', 'a.dcm', '--out', 'x'], { ...analyze, out: 'x' }],
    [['analyze', 'a.dcm', '--model', 'chest', '--insist'], { ...analyze, insist: true }],
    [['analyze', 'a.dcm', '--model', 'chest', '--out', 'x', '--report'], { ...analyze, out: 'x', report: true }],
    [['analyze', 'a.dcm', '--model', 'chest', '--log'], { ...analyze, log: true }],
    [['analyze', 'a.dcm', '--model', 'chest', '--point', '12,30.5'], { ...analyze, point: { x: 12, y: 30.5 } }],
    [['analyze', 'a.dcm', '--model', 'chest', '--explain', 'rise'], { ...analyze, explain: 'rise' }],
    [
      ['analyze', 'a.dcm', '--model', 'chest', '--log', '--data-folder', '/d'],
      { ...analyze, log: true, dataFolder: '/d' },
    ],
    [['models'], { ...plain, command: 'models', what: 'list' }],
    [['models', 'list'], { ...plain, command: 'models', what: 'list' }],
    [['models', 'verify'], { ...plain, command: 'models', what: 'verify', model: null }],
    [['models', 'verify', 'chest'], { ...plain, command: 'models', what: 'verify', model: { id: 'chest' } }],
    [['models', 'show', 'chest'], { ...plain, command: 'models', what: 'show', model: { id: 'chest' } }],
    [
      ['models', 'show', 'chest@1.2.3'],
      { ...plain, command: 'models', what: 'show', model: { id: 'chest', version: '1.2.3' } },
    ],
    [['models', 'remove', 'chest'], { ...plain, command: 'models', what: 'remove', model: { id: 'chest' } }],
    [['models', 'install', '/media/stick'], { ...plain, command: 'models', what: 'install', folder: '/media/stick' }],
    [['models', '--lang', 'zh', '--pretty'], { language: 'zh', pretty: true, command: 'models', what: 'list' }],
    [['help', '--lang', 'zh'], { language: 'zh', pretty: false, command: 'help' }],
  ])('%j is an order', (words, order) => {
    expect(readOrder(words)).toEqual(order);
  });

  it.each([
    [['look', 'a.dcm']],
    [['analyze', 'a', '--model', 'chest', '--point', '12']],
    [['analyze', 'a', '--model', 'chest', '--point', '1,2,3']],
    [['analyze', 'a', '--model', 'chest', '--point', ',2']],
    [['analyze', 'a', '--model', 'chest', '--explain', 'magic']],
    [['describe']],
    [['describe', '--pixels']],
    [['describe', 'a', '--colour']],
    [['describe', 'a', '-x']],
    [['describe', 'a', '--pixels=yes']],
    [['analyze']],
    [['analyze', 'a.dcm']],
    [['analyze', '--model', 'chest']],
    [['analyze', 'a.dcm', '--model']],
    [['analyze', 'a.dcm', '--model', '']],
    [['analyze', 'a.dcm', '--model', '../chest']],
    [['analyze', 'a.dcm', '--model', 'Chest']],
    [['analyze', 'a.dcm', '--model', 'chest', '--out']],
    [['models', 'delete']],
    [['models', 'show']],
    [['models', 'install']],
    [['models', 'remove']],
    [['models', 'list', 'chest']],
    [['models', 'verify', 'chest', 'other']],
    [['models', 'show', 'chest@latest']],
    [['models', 'show', 'chest@1.0.0@2.0.0']],
    [['models', 'show', '/etc/passwd']],
    [['help', '--lang', 'de']],
    [['describe', 'a', '--lang']],
    [['__proto__']],
    [['constructor']],
  ])('%j is wrong usage, and what is wrong is said', (words) => {
    let thrown: unknown;
    try {
      readOrder(words);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CodedError);
    expect(thrown).toMatchObject({ code: 'usage-wrong' });
    expect((thrown as CodedError).details['problem']).toMatch(/\S/);
    // the words that were typed, never the runtime's
    expect((thrown as CodedError).details['problem']).not.toMatch(/specify|ambiguous/);
  });

  it('are never answered with anything but an order or wrong usage, whatever is typed', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('analyze', 'describe', 'models', 'show', '--model', '--out', '--lang', 'zh', '--', '-h', '-'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        try {
          expect(['help', 'describe', 'analyze', 'models']).toContain(readOrder(words).command);
        } catch (error) {
          expect(error).toMatchObject({ name: 'CodedError', code: 'usage-wrong' });
          expect(String((error as CodedError).details['problem']).length).toBeLessThanOrEqual(500);
        }
      }),
    );
  });

  it('keep every path as it was typed, in its order', () => {
    const path = fc.string({ minLength: 1 }).filter((text) => !text.startsWith('-'));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 6 }), (paths) => {
        expect(readOrder(['describe', ...paths])).toMatchObject({ paths });
      }),
    );
  });
});
