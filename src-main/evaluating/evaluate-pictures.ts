import { stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Evaluation } from '../../src-shared/evaluation/evaluation.ts';
import { labelTable, type LabelMap } from '../../src-shared/evaluation/label-table.ts';
import type { EvaluatedCase, LabelRow } from '../../src-shared/evaluation/labelled-case.ts';
import type { MaskFigures } from '../../src-shared/evaluation/mask-evaluation.ts';
import { labelsOf } from '../../src-shared/findings/manifest-labels.ts';
import {
  ask,
  belowItsRoot,
  eachFilm,
  inquiriesOfWaiting,
  inquiryOfFilm,
  inquiryUpTo,
  Patience,
  questionOf,
  type Film,
  type Inquiry,
  type Manner,
} from '../asking/index.ts';
import { keptSlices, type Analysis, type Inference, type ModelOnDisk } from '../inference/index.ts';
import type { Reader } from '../reading/index.ts';
import { figuresOfCases, truthOf } from './figures.ts';
import type { Figures, FiguresInput } from './figures-thread.ts';
import { readLabelFile } from './label-file.ts';
import { rowFinder } from './row-finder.ts';
import { grantMask, maskFile } from './true-mask.ts';

export interface EvaluationRooms {
  readonly reader: Pick<Reader, 'index' | 'grant' | 'compareMasks'>;
  readonly inference: Pick<Inference, 'analyze' | 'cancel' | 'makeReady'>;
  /** Aborted when the person thinks better of it. */
  readonly signal: AbortSignal;
  /** The next number for a file that the reader is granted; every one is new to it. */
  readonly nextId: () => InstanceId;
  /** Makes the figures; absent: here. */
  readonly figures?: (...input: FiguresInput) => Promise<Figures>;
}

export interface EvaluationOrder {
  readonly model: ModelOnDisk;
  /** Files and folders with the pictures. */
  readonly paths: readonly string[];
  /** The label file; names of pictures and masks in it lie below the folders, of masks also beside it. */
  readonly labels: string;
  /** Truth's word → the network's labels. */
  readonly map: LabelMap;
  /** How common the positive is where the network will be used, 0–1; null: as in the sample. */
  readonly prevalence: number | null;
  /** Value of true masks that is neither inside nor outside; null: none. */
  readonly ignored: number | null;
}

export interface EvaluationListener {
  /** Told after each picture: how many rows are done, of how many. */
  readonly progress: (done: number, of: number) => void;
  /** A picture with a row that could not be read, asked about or compared. */
  readonly failed: (file: string, coded: Coded) => void;
}

const MANNER: Manner = { insist: false, point: null, explain: null, once: true };

/** An evaluation and the cases that it is made of. */
export interface EvaluatedPictures {
  readonly evaluation: Evaluation;
  readonly cases: readonly EvaluatedCase[];
}

/**
 * Asks a network about every picture that a label file names and compares its answers with the truth: probabilities with
 * labels, outlines with masks. Pictures that the file does not name are counted and left out. A network that reads study by study
 * is asked about each picture with a row and the earlier ones of its patient; one that reads series about each series of which one
 * slice, or whose folder, has a row.
 *
 * @returns null when it was cancelled
 * @throws `model-given-up`, `labels-invalid`, `labels-mismatch` (no picture of the file is there), `labels-missing`, `source-gone` (a mask), `usage-wrong` (of a model that neither names labels nor outlines)
 */
export async function evaluatePictures(
  rooms: EvaluationRooms,
  order: EvaluationOrder,
  on: EvaluationListener,
): Promise<EvaluatedPictures | null> {
  const { manifest } = order.model;
  const patience = new Patience();
  const asking = { ...rooms, signal: AbortSignal.any([rooms.signal, patience.ended]) };
  let givenUp: CodedError | null = null;
  const rows = labelTable(await readLabelFile(order.labels), truthOf(manifest, order.map));
  const find = rowFinder(rows);
  const masks = new Set(rows.map(({ mask }) => mask));
  const folders = [...(await foldersOf(order.paths)), path.dirname(order.labels)];
  const cases: EvaluatedCase[] = [];
  const seen = new Set<LabelRow>();
  let [unlabelled, failed] = [0, 0];
  const fail = (file: string, coded: Coded) => {
    failed += 1;
    on.failed(file, coded);
  };
  /** Films of networks that read several together, with or without a row. */
  const waiting: Film[] = [];
  const rowOf = ({ path: file }: Film) => find(belowItsRoot(file, order.paths));
  const unnamed = (films: readonly Film[]) => {
    const below = films.map(({ path: file }) => belowItsRoot(file, order.paths).split(path.sep).join('/'));
    unlabelled += below.filter((file) => !masks.has(file)).length;
  };
  const tell = async (film: Film, row: LabelRow, inquiry: Inquiry) => {
    if (seen.has(row)) return fail(film.path, { code: 'labels-many', details: {} });
    seen.add(row);
    try {
      await answer(film, row, inquiry);
      patience.after(null);
    } catch (error) {
      if (asking.signal.aborted) return;
      fail(film.path, toCoded(error));
      givenUp = patience.after(toCoded(error));
    }
    on.progress(seen.size, rows.length);
  };
  /** Asks about the films that waited: about each that has a row with those before it, or about each series whose row there is. */
  const tellWaiting = async () => {
    if (manifest.input.steps === 'studies') {
      const used = new Set<Film>();
      for (const film of waiting) {
        const row = rowOf(film);
        if (!row || !hasTruth(row) || asking.signal.aborted) continue;
        const inquiry = inquiryUpTo(film, waiting, manifest);
        for (const each of inquiry.films) used.add(each);
        await tell(film, row, inquiry);
      }
      return unnamed(waiting.filter((film) => !used.has(film)));
    }
    const { inquiries, errors } = inquiriesOfWaiting(waiting, manifest);
    for (const conflict of errors) on.failed(order.paths[0] ?? '', conflict);
    for (const inquiry of inquiries) {
      if (asking.signal.aborted) return;
      const named = new Set(inquiry.films.flatMap((film) => rowOf(film) ?? find(folderOf(film, order.paths)) ?? []));
      const [row] = named;
      if (!row || !hasTruth(row)) unnamed(inquiry.films);
      else if (named.size > 1) fail(inquiry.film.path, { code: 'labels-many', details: {} });
      else await tell(inquiry.film, row, inquiry);
    }
  };
  const answer = async (film: Film, row: LabelRow, inquiry: Inquiry) => {
    const asked = await ask(asking, order.model, inquiry, MANNER);
    const { probabilities, verdict } = asked.result;
    const refused = verdict === 'refused';
    const compared = row.mask !== null && !refused ? await compare(film, row.mask, inquiry, asked) : {};
    cases.push({ row, probabilities, masks: compared, refused });
  };
  const compare = async (film: Film, mask: string, { volume }: Inquiry, { pictures = [] }: Analysis) => {
    const found = pictures.find(({ artefact }) => artefact.kind === 'mask');
    if (!found) throw new CodedError('model-output-invalid');
    const truth = await grantMask(rooms.reader, maskFile(mask, folders), rooms.nextId());
    const { rows, columns, frames, affine } = truth.description.pixels;
    // a mask that does not say where it lies has the order of the file, and the network saw another one
    if (volume && keptSlices(volume) && !affine) throw new CodedError('labels-mask-differs', { rows, columns, frames });
    const { labels } = found.artefact;
    const figures = await rooms.reader.compareMasks({
      instanceId: truth.id,
      found: found.bytes,
      labels: labels.length,
      ignored: order.ignored,
      ...(volume
        ? { spacingMm: volume.spacingMm, affine: volume.affine, frames: volume.slices.length }
        : { spacingMm: spacingOf(film), affine: null, frames: 1 }),
    });
    return Object.fromEntries(labels.map((label, i) => [label, figures[i] as MaskFigures]));
  };
  await eachFilm(
    rooms.reader,
    [...order.paths],
    asking.signal,
    {
      progress: () => undefined,
      // the label file itself often lies in the folder
      failed: (file, coded) => {
        if (find(belowItsRoot(file, order.paths))) fail(file, coded);
      },
      document: () => undefined,
      film: async (film) => {
        const inquiry = inquiryOfFilm(film, manifest);
        if (!inquiry) return void waiting.push(film);
        const row = rowOf(film);
        if (!row || !hasTruth(row)) return unnamed([film]);
        await tell(film, row, inquiry);
      },
      // a picture is read and prepared while the network looks at the one before it
      next: (film) => {
        const row = rowOf(film);
        const inquiry = row && inquiryOfFilm(film, manifest);
        if (inquiry && !inquiry.volume) rooms.inference.makeReady([questionOf(order.model, inquiry, MANNER)]);
      },
    },
    { nextId: rooms.nextId, besideNetwork: true },
  );
  await tellWaiting();
  if (rooms.signal.aborted) return null;
  // figures of the first films are none of the model
  if (givenUp) throw givenUp;
  if (cases.length === 0 && failed === 0) throw new CodedError('labels-mismatch');
  const counts = { unlabelled, failed, missing: rows.length - seen.size };
  const { prevalence, ignored } = order;
  const figures = await (rooms.figures ?? figuresOfCases)(manifest, cases, { prevalence, ignored });
  return { evaluation: { ...figures, ...counts }, cases };
}

/** The labels by which an evaluation of a model names its figures. */
export function evaluatedLabels({ manifest }: Pick<ModelOnDisk, 'manifest'>): string[] {
  return labelsOf(manifest).map(({ id }) => id);
}

/** Whether a row says what is true of its picture. */
const hasTruth = ({ labels, mask }: LabelRow) => labels !== null || mask !== null;

/** The folder in which a film lies, below the one that was chosen: a row may name a series by it. */
const folderOf = ({ path: file }: Film, roots: readonly string[]) => path.dirname(belowItsRoot(file, roots));

function spacingOf({ description }: Film): [number, number, number] | null {
  const { rowMm, columnMm } = description.pixels.spacing;
  return rowMm === null || columnMm === null ? null : [1, rowMm, columnMm];
}

/** The folders among the paths, and those of the files. */
async function foldersOf(paths: readonly string[]): Promise<string[]> {
  return Promise.all(
    paths.map(async (each) => ((await stat(each).catch(() => null))?.isDirectory() ? each : path.dirname(each))),
  );
}
