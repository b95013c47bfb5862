import { isLabelled, type ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { Field } from '../../src-shared/annotation/label-schema.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { filledMasks, labelMap } from '../../src-shared/exchange/label-map.ts';
import { npyHead } from '../../src-shared/exchange/npy.ts';
import { resizeTriangle } from '../../src-shared/pixels/resize.ts';
import { partFolder, pictureSlices, type FormatWriter, type WriterSetting } from './format-writer.ts';
import type { Aside } from './output-folder.ts';
import { writeStoredZip, type ZipEntry } from './stored-zip.ts';

const PARTS = ['train', 'val', 'test'] as const;
type Arrays = Partial<Record<'images' | 'labels' | 'masks', Aside>>;
type Choice = Extract<Field, { options: unknown }>;

/**
 * One `dataset.npz` in MedMNIST's form: `train_images` (n × rows × columns, × 3 in colour, `uint8`), `train_labels` (n × 1, the number
 * of the chosen option from 0; n × options of 0 and 1 where several may be chosen), the same for `val` and `test`; and beyond MedMNIST
 * `train_masks` (n × rows × columns, numbers of segments) where anything is outlined. `labels.json` says what the numbers mean. Pictures
 * are grey unless any is in colour, and squashed to squares where a side is wished.
 */
export function npzFile({ folder, schema, facts, wishes }: WriterSetting): FormatWriter {
  const field = chosenField(schema.fields, wishes.field);
  const outlined = schema.segments.some(({ drawn }) => drawn === 'mask' || drawn === 'polygon');
  if (!field && !outlined) throw new CodedError('export-unfit', { format: 'npz' });
  if (wishes.side === null && !facts.size) throw new CodedError('export-sizes-differ');
  const samples = facts.colour ? 3 : 1;
  const [rows, columns] =
    wishes.side === null ? [facts.size?.rows as number, facts.size?.columns as number] : [wishes.side, wishes.side];
  const counts = { train: 0, val: 0, test: 0 };
  const arrays = new Map<(typeof PARTS)[number], Arrays>();
  const add = async (part: (typeof PARTS)[number], kind: keyof Arrays, values: Uint8Array) => {
    const own = arrays.get(part) ?? {};
    arrays.set(part, own);
    const array = (own[kind] ??= await folder.aside('dataset.npz'));
    await array.write(values);
  };
  return {
    item: async (item, pixels) => {
      const part = partFolder(item);
      const masks = outlined ? filledMasks(item, schema) : [];
      const ready: [keyof Arrays, Uint8Array][] = [];
      let pictures = 0;
      for (const slice of pictureSlices(item, (one) => wishes.emptySlices || isLabelled(item, one))) {
        const size = { rows: item.rows, columns: item.columns };
        const shown = await pixels.shown(slice);
        ready.push([
          'images',
          resized(coloured(shown, item.samplesPerPixel, samples), size, { rows, columns }, samples),
        ]);
        if (field) ready.push(['labels', labelOf(item, slice, field)]);
        if (outlined) {
          const map = labelMap(masks, slice, item.rows * item.columns);
          if (!map) throw new CodedError('export-segments-overlap');
          ready.push(['masks', nearest(map, size, { rows, columns })]);
        }
        pictures += 1;
      }
      for (const [kind, values] of ready) await add(part, kind, values);
      counts[part] += pictures;
    },
    finish: async () => {
      const entries: ZipEntry[] = [];
      const places: Aside[] = [];
      for (const part of PARTS) {
        const own = arrays.get(part) ?? {};
        const n = counts[part];
        const shapes = {
          images: samples === 3 ? [n, rows, columns, 3] : [n, rows, columns],
          labels: [n, isMultiple(field) ? (field?.options.length ?? 1) : 1],
          masks: [n, rows, columns],
        };
        for (const kind of ['images', 'labels', 'masks'] as const) {
          if ((kind === 'labels' && !field) || (kind === 'masks' && !outlined)) continue;
          const head = npyHead('uint8', shapes[kind]);
          const body = own[kind];
          if (body) places.push(body);
          entries.push({
            name: `${part}_${kind}.npy`,
            bytes: head.length + (body?.bytes ?? 0),
            pieces: async function* () {
              yield head;
              if (body) yield* body.pieces();
            },
          });
        }
      }
      const file = await folder.open('dataset.npz');
      await writeStoredZip(file, entries);
      await file.close();
      for (const place of places) await place.moveTo({ write: async () => undefined });
      const meaning = {
        field: field?.key ?? null,
        labels: field ? Object.fromEntries(field.options.map(({ key }, i) => [i, key])) : {},
        segments: outlined ? Object.fromEntries(schema.segments.map(({ number, key }) => [number, key])) : {},
      };
      await folder.write('labels.json', `${JSON.stringify(meaning, null, 2)}\n`);
    },
  };
}

const isMultiple = (field: Choice | null) => field?.kind === 'multiple' || field?.kind === 'checklist';

function chosenField(fields: readonly Field[], wished: string | null): Choice | null {
  const choices = fields.filter((field): field is Choice => 'options' in field && field.scope !== 'region');
  const found = choices.find(({ key, scope }) => (wished === null ? scope === 'item' : key === wished)) ?? null;
  if (wished !== null && !found) throw new CodedError('export-unfit', { format: 'npz' });
  return found;
}

function labelOf(item: ExportItem, slice: number, field: Choice): Uint8Array {
  const { answer } =
    item.answers.find(
      ({ field: key, place }) =>
        key === field.key && (place.scope === 'item' || (place.scope === 'slice' && place.slice === slice)),
    ) ?? {};
  if (answer === undefined) throw new CodedError('export-answer-missing', { field: field.key });
  const chosen = Array.isArray(answer) ? answer : [String(answer)];
  if (isMultiple(field)) return Uint8Array.from(field.options, ({ key }) => Number(chosen.includes(key)));
  return Uint8Array.of(field.options.findIndex(({ key }) => key === chosen[0]));
}

function coloured(values: Uint8Array, from: 1 | 3, to: 1 | 3): Uint8Array {
  if (from === to) return values;
  const out = new Uint8Array(values.length * 3);
  for (let i = 0; i < out.length; i++) out[i] = values[Math.floor(i / 3)] as number;
  return out;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
}

function resized(values: Uint8Array, from: Size, to: Size, samples: 1 | 3): Uint8Array {
  if (from.rows === to.rows && from.columns === to.columns) return values;
  const out = new Uint8Array(to.rows * to.columns * samples);
  for (let channel = 0; channel < samples; channel++) {
    const plane = Float32Array.from(
      { length: from.rows * from.columns },
      (_, i) => values[i * samples + channel] as number,
    );
    resizeTriangle(plane, from.rows, from.columns, to.rows, to.columns).forEach((value, i) => {
      out[i * samples + channel] = Math.round(value);
    });
  }
  return out;
}

/** Numbers of segments can't be mixed: each pixel takes the one that lies below its middle. */
function nearest(values: Uint8Array, from: Size, to: Size): Uint8Array {
  if (from.rows === to.rows && from.columns === to.columns) return values;
  const at = (i: number, of: number, source: number) => Math.min(source - 1, Math.floor(((i + 0.5) * source) / of));
  const out = new Uint8Array(to.rows * to.columns);
  for (let row = 0, i = 0; row < to.rows; row++) {
    const line = at(row, to.rows, from.rows) * from.columns;
    for (let column = 0; column < to.columns; column++, i++) {
      out[i] = values[line + at(column, to.columns, from.columns)] as number;
    }
  }
  return out;
}
