import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Code } from '../../../src-shared/contract/coded.ts';
import { SCHEMA } from '../../exchange/export-items.fixture.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { readLabels } from './read-labels.ts';
import { parsedXml } from './strict-xml.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const target = { name: 'x', rows: 4, columns: 5, slices: 1, affine: null };
const read = (content: string | Uint8Array) =>
  readLabels(bytesInMemory(typeof content === 'string' ? encode(content) : content), SCHEMA, target, () => undefined);
const failing = (content: string | Uint8Array) =>
  read(content).then(
    () => 'read',
    (error: { code?: string }) => error.code ?? String(error),
  );

const image = { id: 1, file_name: 'a.png', width: 5, height: 4 };
const categories = [
  { id: 1, name: 'Mass' },
  { id: 2, name: 'clip' },
  { id: 3, name: 'nose' },
];
const coco = (annotation: object, more: object = {}) =>
  read(
    JSON.stringify({
      images: [image],
      categories,
      annotations: [{ image_id: 1, category_id: 1, ...annotation }],
      ...more,
    }),
  );
const reasons = async (annotation: object, more: object = {}) =>
  (await coco(annotation, more)).refused
    .map(({ reason }) => reason.code)
    .filter((code) => code !== 'label-category-unknown');

describe('COCO files that are wrong', () => {
  it('cost what is wrong in them, with its code, and nothing else', async () => {
    expect(await reasons({ segmentation: [[0, 0, 2, 0, 2, 2]] })).toEqual([]);
    expect(await reasons({ segmentation: [[0, 0, 2, 0]] })).toEqual(['label-file-damaged']);
    expect(await reasons({ segmentation: [[0, 0, 9, 0, 9, 9]] })).toEqual(['label-outside-picture']);
    expect(await reasons({ segmentation: { size: [4, 5], counts: [3, 9] } })).toEqual(['label-runs-damaged']);
    expect(await reasons({ segmentation: { size: [4, 5], counts: '!!' } })).toEqual(['label-runs-damaged']);
    expect(await reasons({ segmentation: { size: [5, 4], counts: [20] } })).toEqual(['label-size-differs']);
    expect(await reasons({ bbox: [0, 0, 2, 2] })).toEqual(['label-kind-differs']);
    expect(await reasons({ category_id: 2, bbox: [0, 0, -2, 2] })).toEqual(['label-file-damaged']);
    expect(await reasons({ image_id: 7, segmentation: [[0, 0, 2, 0, 2, 2]] })).toEqual(['label-picture-missing']);
    expect(await reasons({}, { images: [{ ...image, width: 0 }, image] })).toContain('label-file-damaged');
    expect(await reasons({}, { images: [image, { ...image, width: 65_535, height: 65_535, id: 2 }] })).toContain(
      'label-file-damaged',
    );
  });

  it('say once which categories nobody knows here', async () => {
    const { refused } = await coco({ category_id: 3, bbox: [0, 0, 1, 1] });
    expect(refused).toEqual([{ name: 'nose', reason: { code: 'label-category-unknown', details: { name: 'nose' } } }]);
    expect(await coco({ category_id: 9, bbox: [0, 0, 1, 1] })).toMatchObject({ refusedCount: 2 });
  });

  it('with numbers beyond all bounds are damaged there', async () => {
    const text = JSON.stringify({
      images: [image],
      categories,
      annotations: [{ image_id: 1, category_id: 2, bbox: [0, 0, 1, 7] }],
    });
    expect((await read(text.replace('7]', '1e400]'))).refused.map(({ reason }) => reason.code)).toContain(
      'label-file-damaged',
    );
    expect(await failing(text.replace('"id":1,"file', '"id":1e400,"file'))).toBe('read');
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"images": ['],
    ['another JSON', '{"a": 1}'],
    ['deep nesting', `{"images": ${'['.repeat(100_000)}${']'.repeat(100_000)}, "annotations": []}`],
    ['lists that are none', '{"images": 3, "annotations": {}, "categories": []}'],
    ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a program', Uint8Array.of(0x4d, 0x5a, 0, 0, 1)],
  ])('of %s are refused', async (_name, content) => {
    expect(await failing(content)).toBe('label-file-damaged');
  });
});

const voc = (object: string, size = '<size><width>5</width><height>4</height><depth>1</depth></size>') =>
  `<?xml version="1.0"?><annotation><filename>a.png</filename>${size}${object}</annotation>`;
const box = (name: string, [x0, y0, x1, y1]: string[]) =>
  `<object><name>${name}</name><bndbox><xmin>${x0}</xmin><ymin>${y0}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax></bndbox></object>`;

describe('VOC files that are wrong', () => {
  it('cost the object that is wrong', async () => {
    const codes = async (object: string) => (await read(voc(object))).refused.map(({ reason }) => reason.code);
    expect(await codes(box('clip', ['1', '1', '3', '2']))).toEqual([]);
    expect(await codes(box('clip', ['3', '1', '1', '2']))).toEqual(['label-file-damaged']);
    expect(await codes(box('clip', ['1', '1', '30', '2']))).toEqual(['label-outside-picture']);
    expect(await codes(box('clip', ['1', '1', '1e400', '2']))).toEqual(['label-file-damaged']);
    expect(await codes(box('clip', ['1', 'NaN', '3', '2']))).toEqual(['label-file-damaged']);
    expect(await codes(box('nose', ['1', '1', '3', '2']))).toEqual(['label-category-unknown']);
    expect(await codes(box('Mass', ['1', '1', '3', '2']))).toEqual(['label-kind-differs']);
  });

  it('never name or fetch anything', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]>${voc(box('&m;', ['1', '1', '3', '2']))}`;
    expect(await failing(bomb)).toBe('label-xml-unsafe');
    expect(await failing(`<!DOCTYPE a SYSTEM "file:///etc/passwd">${voc('')}`)).toBe('label-xml-unsafe');
    expect(await failing(voc('<object><name>&passwd;</name></object>'))).toBe('label-xml-unsafe');
  });

  it.each([
    ['an open tag', '<annotation><filename>a'],
    ['crossed tags', '<annotation><a><b></a></b></annotation>'],
    ['two roots', '<annotation/><annotation/>'],
    ['deep nesting', `<annotation>${'<a>'.repeat(100_000)}`],
    ['text outside', '<annotation/>hello'],
    ['a lone ampersand', voc('a & b')],
    ['no size', voc('', '')],
    ['an impossible size', voc('', '<size><width>0</width><height>4</height></size>')],
    ['another root', '<html></html>'],
  ])('with %s are refused', async (_name, content) => {
    expect(await failing(content)).toBe('label-file-damaged');
  });

  it('are read as any XML reader reads them', () => {
    const tree = parsedXml(encode('<a x="1 &lt; 2"><!-- <b/> --><b>1 &amp; 2 &#65;&#x42;<![CDATA[<c>]]></b><b/></a>'));
    expect(tree.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', '1 & 2 AB<c>'],
      ['b', ''],
    ]);
  });
});

describe('tables that are wrong', () => {
  it('cost the cell that is wrong', async () => {
    const { pictures, refused } = await read(
      'file,Side,signs,colour\na.png,LEFT,mass;oedema,red\nb.png,up,,\n,left,,\n',
    );
    expect(pictures).toMatchObject([
      {
        name: 'a.png',
        answers: [
          { field: 'side', answer: 'left' },
          { field: 'signs', answer: ['mass', 'oedema'] },
        ],
      },
      { name: 'b.png', answers: [] },
    ]);
    expect(refused.map(({ reason }) => [reason.code, reason.details['line'] ?? null])).toEqual([
      ['label-category-unknown', null],
      ['label-answer-invalid', 3],
      ['label-file-damaged', 4],
    ]);
  });

  it.each(['1e400', '0x2', 'NaN', '9', '--1', ' '])('with the number %j give no answer', async (cell) => {
    const { pictures } = await read(`item,slice,quality\na,0,${cell}\n`);
    expect(pictures[0]?.answers).toEqual([]);
  });

  it.each([
    ['no column for pictures', 'side,signs\nleft,mass\n', 'label-file-damaged'],
    ['a column twice', 'file,side,side\na,left,right\n', 'label-file-damaged'],
    ['no field', 'file,colour\na,red\n', 'label-category-unknown'],
    ['an open quote', 'file,side\n"a,left\n', 'label-file-damaged'],
  ])('of %s are refused', async (_name, content, code) => {
    expect(await failing(content)).toBe(code);
  });
});

describe('whatever is read', () => {
  it('is labels or a code, never anything else', async () => {
    const start = fc.constantFrom(
      '',
      '{"images":',
      '<annotation>',
      'file,side\n',
      '{"images":[],"annotations":[',
      '\x89PNG\r\n\x1a\n',
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        const outcome = await failing(Buffer.concat([Buffer.from(head, 'latin1'), tail]));
        expect(outcome === 'read' || Code.safeParse(outcome).success).toBe(true);
        expect(outcome).not.toBe('internal-error');
      }),
      { numRuns: 400 },
    );
  });
});
