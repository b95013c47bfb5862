import { isLabelled } from '../../src-shared/annotation/export-item.ts';
import { cocoAnnotations, cocoCategory, type CocoAnnotation } from '../../src-shared/exchange/coco.ts';
import type { Aside } from './output-folder.ts';
import { partFolder, pictureName, pictureSlices, type FormatWriter, type WriterSetting } from './format-writer.ts';
import { writeShown } from './shown-picture.ts';

interface PartFiles {
  readonly images: Aside;
  readonly annotations: Readonly<Record<'polygons' | 'runs', Aside>>;
}

/**
 * `annotations/instances_<part>.json` with polygons, `annotations/instances_<part>_rle.json` with run lengths, and the pictures
 * in `images/<part>`. Answers about a picture stand in its `attributes`.
 */
export function cocoFolder({ folder, schema, wishes, at, version }: WriterSetting): FormatWriter {
  const parts = new Map<string, PartFiles>();
  let images = 0;
  let annotations = 0;
  const filesOf = async (part: string): Promise<PartFiles> => {
    const known = parts.get(part);
    if (known) return known;
    const name = `annotations/instances_${part}.json`;
    const made = {
      images: await folder.aside(name),
      annotations: { polygons: await folder.aside(name), runs: await folder.aside(name) },
    };
    parts.set(part, made);
    return made;
  };
  return {
    item: async (item, pixels) => {
      const part = partFolder(item);
      const pictures: { readonly id: number }[] = [];
      const outlined = { polygons: [] as CocoAnnotation[], runs: [] as CocoAnnotation[] };
      for (const slice of pictureSlices(item, (one) => wishes.emptySlices || isLabelled(item, one))) {
        const name = `${pictureName(item, slice)}.png`;
        await writeShown(folder, `images/${part}/${name}`, item, slice, pixels);
        const image = {
          id: images + pictures.length + 1,
          file_name: name,
          width: item.columns,
          height: item.rows,
          item: item.id,
          slice,
          attributes: Object.fromEntries(
            item.answers
              .filter(({ place }) => place.scope === 'item' || (place.scope === 'slice' && place.slice === slice))
              .map(({ field, answer }) => [field, answer]),
          ),
        };
        const about = { firstId: annotations + outlined.runs.length + 1, imageId: image.id };
        const { polygons, runs } = cocoAnnotations(item, slice, about);
        outlined.polygons.push(...polygons);
        outlined.runs.push(...runs);
        pictures.push(image);
      }
      // only now: an item of which a slice can't be read is left out whole
      const files = await filesOf(part);
      await append(files.images, pictures);
      await append(files.annotations.polygons, outlined.polygons);
      await append(files.annotations.runs, outlined.runs);
      images += pictures.length;
      annotations += outlined.runs.length;
    },
    finish: async () => {
      const categories = schema.segments.map((segment) => cocoCategory(segment, schema));
      const info = {
        description: schema.title.en,
        version: String(schema.version),
        year: at.getUTCFullYear(),
        contributor: `Skiagraph ${version}`,
        date_created: at.toISOString(),
      };
      for (const [part, { images: pictures, annotations: both }] of parts) {
        const head = `{"info":${JSON.stringify(info)},"licenses":[],"categories":${JSON.stringify(categories)},"images":[`;
        const first = await folder.open(`annotations/instances_${part}.json`);
        const second = await folder.open(`annotations/instances_${part}_rle.json`);
        const together = {
          write: async (piece: string | Uint8Array) => {
            await first.write(piece);
            await second.write(piece);
          },
        };
        await together.write(head);
        await pictures.moveTo(together);
        await together.write('],"annotations":[');
        await both.polygons.moveTo(first);
        await both.runs.moveTo(second);
        await together.write(']}\n');
        await first.close();
        await second.close();
      }
    },
  };
}

/** Members of a list that others follow or went before. */
async function append(list: Aside, members: readonly unknown[]): Promise<void> {
  if (members.length === 0) return;
  const text = members.map((member) => JSON.stringify(member)).join(',\n');
  await list.write(list.bytes > 0 ? `,\n${text}` : text);
}
