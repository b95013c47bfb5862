import { Refusals, type ImportedLabels, type ImportedPicture } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { segmentCalled } from '../../../src-shared/annotation/schema-words.ts';
import { CodedError, toCoded } from '../../../src-shared/contract/coded.ts';
import { childOf, type XmlElement } from './strict-xml.ts';

const MOST_SIDE = 65_535;

/**
 * A Pascal VOC annotation in the words of a schema: boxes, whose corners count pixels from 1, the last one inside.
 *
 * @throws `label-file-damaged` for what is none. Left out and told: `label-category-unknown`, `label-kind-differs` (the segment is no
 *   box), `label-outside-picture`, `label-file-damaged`
 */
export function vocLabels(root: XmlElement, schema: LabelSchema): ImportedLabels {
  const name = childOf(root, 'filename')?.text.trim();
  const size = childOf(root, 'size');
  if (root.name !== 'annotation' || !name || name.length > 1024) throw new CodedError('label-file-damaged');
  const [columns, rows] = [side(childOf(size, 'width')), side(childOf(size, 'height'))];
  const refusals = new Refusals();
  const shapes: ImportedPicture['shapes'] = [];
  for (const object of root.children.filter((child) => child.name === 'object')) {
    const word = childOf(object, 'name')?.text.trim() ?? '';
    try {
      const segment = segmentCalled(schema, word);
      if (!segment) throw new CodedError('label-category-unknown', { name: word.slice(0, 200) });
      if (segment.drawn !== 'box') throw new CodedError('label-kind-differs', { name: segment.key });
      const box = childOf(object, 'bndbox');
      const at = (corner: string) => number(childOf(box, corner));
      const [left, top, right, bottom] = [at('xmin') - 1, at('ymin') - 1, at('xmax'), at('ymax')];
      if (!(right > left && bottom > top)) throw new CodedError('label-file-damaged');
      // others count from 0: a corner a pixel further out is still theirs
      if (left < -1 || top < -1 || right > columns + 1 || bottom > rows + 1)
        throw new CodedError('label-outside-picture');
      const inside = (value: number, most: number) => Math.min(most, Math.max(0, value));
      shapes.push({
        segment: segment.number,
        slice: 0,
        kind: 'box',
        points: [
          [inside(left, columns), inside(top, rows)],
          [inside(right, columns), inside(bottom, rows)],
        ],
      });
    } catch (error) {
      refusals.add(name, toCoded(error));
    }
  }
  const picture = { name, size: { rows, columns }, slices: null, about: null, masks: [], shapes, answers: [] };
  return { format: 'voc', pictures: [picture], refused: refusals.list, refusedCount: refusals.count };
}

function number(element: XmlElement | undefined): number {
  const text = element?.text.trim() ?? '';
  if (!/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) throw new CodedError('label-file-damaged');
  return Number(text);
}

function side(element: XmlElement | undefined): number {
  const value = number(element);
  if (!Number.isInteger(value) || value < 1 || value > MOST_SIDE) throw new CodedError('label-file-damaged');
  return value;
}
