import { CodedError } from '../../src-shared/contract/coded.ts';
import { filledMasks, labelMap, overlap } from '../../src-shared/exchange/label-map.ts';
import { pngFile } from '../picture-files/index.ts';
import type { FormatWriter, WriterSetting } from './format-writer.ts';
import { writeShown } from './shown-picture.ts';
import { writePicture, writeVolume } from './volume-file.ts';

const COLOURS = ['red', 'green', 'blue'];

/**
 * nnU-Net's raw data (version 2, "Dataset conversion"): `imagesTr`, `labelsTr`, the test part in `imagesTs` and `labelsTs`,
 * `dataset.json`, and the split in `splits_final.json` for the folder of preprocessed data. Labels count from 1 in the schema's
 * order. Datasets of single pictures are written as PNG as they are seen, others as NIfTI with stored values. Segments that overlap have
 * no place in it: `export-segments-overlap`.
 */
export function nnunetFolder({ folder, schema, facts }: WriterSetting): FormatWriter {
  const kinds = schema.segments.filter(({ drawn }) => drawn === 'mask' || drawn === 'polygon');
  if (kinds.length === 0) throw new CodedError('export-unfit', { format: 'nnU-Net' });
  const ending = facts.single ? '.png' : '.nii.gz';
  const split = { train: [] as string[], val: [] as string[] };
  const modalities = new Set<string>();
  let training = 0;
  return {
    item: async (item, pixels) => {
      const masks = filledMasks(item, schema);
      const size = item.rows * item.columns;
      if (overlap(masks, size)) throw new CodedError('export-segments-overlap');
      if ((item.samplesPerPixel === 3) !== facts.colour) throw new CodedError('export-unfit', { format: 'nnU-Net' });
      const numberOf = (segment: number) => kinds.findIndex(({ number }) => number === segment) + 1;
      const mapOf = (slice: number) => labelMap(masks, slice, size, numberOf) as Uint8Array;
      const part = item.part === 'test' ? 'Ts' : 'Tr';
      if (facts.single) {
        await writeShown(folder, `images${part}/${item.id}_0000.png`, item, 0, pixels);
        const { rows, columns } = item;
        await folder.write(
          `labels${part}/${item.id}.png`,
          await pngFile({ rows, columns, samples: 1, values: mapOf(0), inRuns: true }),
        );
      } else {
        for (let channel = 0; channel < item.samplesPerPixel; channel++) {
          const name = `images${part}/${item.id}_${String(channel).padStart(4, '0')}.nii.gz`;
          await writePicture(folder, name, item, pixels, channel);
        }
        await writeVolume(folder, `labels${part}/${item.id}.nii.gz`, item, { sampleType: 'uint8' }, mapOf);
      }
      modalities.add(item.modality ?? 'unknown');
      if (part === 'Ts') return;
      training += 1;
      split[item.part === 'validation' ? 'val' : 'train'].push(item.id);
    },
    finish: async () => {
      const [modality] = modalities;
      const channel = modalities.size === 1 && modality !== undefined ? modality : 'mixed';
      const names = facts.colour ? COLOURS : [channel];
      const dataset = {
        channel_names: Object.fromEntries(names.map((name, i) => [String(i), name])),
        labels: Object.fromEntries([['background', 0], ...kinds.map(({ key }, i) => [key, i + 1] as const)]),
        numTraining: training,
        file_ending: ending,
      };
      await folder.write('dataset.json', `${JSON.stringify(dataset, null, 2)}\n`);
      if (facts.split) await folder.write('splits_final.json', `${JSON.stringify([split], null, 2)}\n`);
    },
  };
}
