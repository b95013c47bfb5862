import { join } from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { openFile } from './containers/located-file.ts';
import { near, readCsv, type Row } from './dicom-corpus.ts';
import type { ImageDescription } from './image.ts';
import { openImage } from './open-image.ts';
import { summarise } from './summary.ts';

/** What this reader says of a file of the NIfTI corpus, beside what nibabel says. */
export interface NiftiComparison {
  readonly file: string;
  readonly form: string;
  /** A hash over the stored values, or a code. */
  readonly ours: string;
  readonly nibabel: string;
  /** What differs from nibabel: `refused`, `hash`, `values`, `rescale`, `shape`, `affine`; empty: nothing. */
  readonly differs: readonly string[];
  readonly explanation: string;
}

const A_LATER_PART = 'Another format, which is refused by its name: to be read in a later part.';
const NO_FORM = 'The file has no form: nibabel makes one up with x negated, this reader says that it does not know.';

/** Where this reader and nibabel are not of one mind. */
export const NIFTI_EXPLANATIONS: Readonly<Record<string, string>> = {
  'analyze.hdr': A_LATER_PART,
  'RAS.mif': A_LATER_PART,
  'test.mgz': A_LATER_PART,
  'complex_image.nii.gz': 'Complex numbers are no picture; they are refused by name.',
  'ras.img': 'The voxels of a pair are read with their header, not alone.',
  'syn_no_form.nii': NO_FORM,
  'row_major.dconn.nii': NO_FORM,
};

/**
 * Reads every file of the NIfTI corpus and compares hash, ends, scaled ends, shape and affine with `labels.csv`.
 *
 * @param corpus the folder that holds `files` and `labels.csv`
 */
export async function* compareNifti(corpus: string): AsyncGenerator<NiftiComparison> {
  for (const row of await readCsv(join(corpus, 'labels.csv'))) {
    const file = row['file'] ?? '';
    const said = await whatWeSay(join(corpus, 'files', file));
    const later = file.endsWith('.nrrd') ? A_LATER_PART : '';
    yield {
      file,
      form: row['format'] ?? '',
      ours: typeof said === 'string' ? said : said.summary.sha256,
      nibabel: row['sha256_voxels_le_fortran'] ?? '',
      differs: typeof said === 'string' ? ['refused'] : differences(said, row),
      explanation: NIFTI_EXPLANATIONS[file] ?? later,
    };
  }
}

interface Said {
  readonly description: ImageDescription;
  readonly summary: Awaited<ReturnType<typeof summarise>>;
}

async function whatWeSay(path: string): Promise<Said | string> {
  const file = await openFile(path);
  try {
    const image = await openImage(file.source);
    return { description: image.description, summary: await summarise(image) };
  } catch (error) {
    return toCoded(error).code;
  } finally {
    await file.source.close();
  }
}

function differences({ description: { pixels }, summary }: Said, row: Row): string[] {
  const agrees = (value: number, column: string) => !row[column] || near(value, Number(row[column]), 1e-6);
  const [columns = 1, rows = 1, ...others] = (row['shape'] ?? '').split('x').map(Number);
  const frames = others.reduce((product, size) => product * size, 1);
  const stated = (row['affine'] ?? '').split(' ').map(Number);
  // theirs points to the right and the front of the patient, ours to the left and the back
  const placed = pixels.affine?.flat().every((value, i) => near(i < 8 ? -value : value, stated[i] as number, 1e-5));
  const found: Record<string, boolean> = {
    hash: summary.sha256 === row['sha256_voxels_le_fortran'],
    values: agrees(summary.min, 'raw_min') && agrees(summary.max, 'raw_max'),
    rescale: agrees(summary.rescaledMin, 'scaled_min') && agrees(summary.rescaledMax, 'scaled_max'),
    shape: pixels.columns === columns && pixels.rows === rows && pixels.frames === frames,
    affine: placed ?? false,
  };
  return Object.keys(found).filter((what) => !found[what]);
}
