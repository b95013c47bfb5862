import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId, InstanceId } from '../../src-shared/contract/ids.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import {
  ask,
  eachFilm,
  inquiriesOfWaiting,
  inquiryOfFilm,
  Patience,
  type Film,
  type FilmListener,
  type Inquiry,
} from '../asking/index.ts';
import type { CaseLog } from '../caselog/index.ts';
import { keepPictures, type Analysis, type Inference, type ModelOnDisk } from '../inference/index.ts';
import { makeFolder } from '../keeping-files/index.ts';
import { absoluteLocator, type Reader } from '../reading/index.ts';
import type { ReportPrinter } from '../reporting/index.ts';
import { EXIT, isInputFault, isModelsFault } from './exit-codes.ts';
import type { Output } from './output.ts';
import { writeFiles } from './result-files.ts';
import { resultLine } from './result-line.ts';
import { isOwnResult } from './own-results.ts';
import { Targets } from './targets.ts';
import type { Order } from './words.ts';

export interface AnalysisRooms {
  readonly reader: Reader;
  readonly inference: Inference;
  readonly printer: Pick<ReportPrinter, 'print' | 'printEvaluation'>;
  /** Opened only with `--log`. */
  readonly log: CaseLog | null;
  /** Where the pictures of results are kept, beside the log. */
  readonly dataFolder: string;
  readonly version: string;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
}

type AnalyzeOrder = Extract<Order, { command: 'analyze' }>;

/** After an interruption the children die too, sometimes first: their deaths are then no failures of a film. */
const GRACE_MS = 150;
const DEATHS: ReadonlySet<Code> = new Set<Code>(['model-crashed', 'reader-crashed']);
/** Films that are asked about before their turn comes to be told: two for each process that shares them, about. */
const ASKED_AHEAD = 7;

/**
 * `analyze PATH… --model ID`: a `result` line a case (a file, or a series for networks that read whole ones), with its mask,
 * maps, enhanced picture and report under `--out`. Exit 4 when
 * interrupted; 1 when something of ours failed (also a file or log row that was asked for); 2 when the model failed on a film; 0 when at least one film was
 * analysed; 3 when the gates refused all that could be read; 2 when nothing could be read.
 */
export async function analyze(rooms: AnalysisRooms, output: Output, order: AnalyzeOrder): Promise<number> {
  const patience = new Patience();
  // the network's batch ends with either; what the person hears of films that were under way, only with theirs
  const asking = { ...rooms, signal: AbortSignal.any([rooms.signal, patience.ended]) };
  const { signal } = asking;
  const known = modelAsked(rooms.inference, order);
  const targets = order.out === null ? null : new Targets(order.out, order.paths);
  const tally = { analysed: 0, refused: 0, unreadable: 0, faults: 0 };
  let ours = 0;
  /** Files whose turn came: answered, refused, unreadable or our own. */
  let told = 0;
  const fail = (coded: Coded, file: string) => {
    if (!isInputFault(coded.code) && !isModelsFault(coded.code)) ours += 1;
    tally[isInputFault(coded.code) ? 'unreadable' : 'faults'] += 1;
    output.fail(coded, file);
  };
  const kept = order.out !== null || order.report || order.log;
  const manner = { ...order, withProbabilities: order.out !== null, withPictures: kept, once: true };
  /** Films that were asked about while one before them was in hand. */
  const begun = new Map<InstanceId, Promise<Analysis>>();
  const answer = async (model: ModelOnDisk, inquiry: Inquiry) => {
    const { film } = inquiry;
    const asked = begun.get(film.id) ?? ask(asking, model, inquiry, manner);
    begun.delete(film.id);
    try {
      const analysis = withWarnings(await asked, inquiry);
      patience.after(null);
      told += inquiry.films.length;
      const { result } = analysis;
      const makers = makersOf(rooms, model, film, result, order);
      const files = targets ? await writeFiles(targets, order.model, inquiry, analysis, makers, fail) : [];
      output.line(resultLine(inquiry, result, files));
      if (result.refusal && !result.insisted) output.fail(result.refusal, film.path);
      tally[result.verdict === 'refused' ? 'refused' : 'analysed'] += 1;
      if (rooms.log) await keep(rooms.log, inquiry, analysis, rooms.dataFolder).catch(tellUnkept);
    } catch (error) {
      const coded = toCoded(error);
      if (DEATHS.has(coded.code)) await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
      if (signal.aborted) return;
      fail(coded, film.path);
      told += inquiry.films.length;
      const givenUp = patience.after(coded);
      if (givenUp) output.fail(givenUp);
    }
  };
  const isOwn = (file: string) => isOwnResult(file, order.out, order.paths);
  let own = 0;
  const slices: Film[] = [];
  const listener: FilmListener = {
    progress: (done, found) => output.progress(done, found),
    failed: (file, coded) => {
      told += 1;
      if (!isOwn(file)) fail(coded, file);
      else own += 1;
    },
    document: (file) => {
      told += 1;
      fail({ code: 'dicom-pixels-missing', details: {} }, file);
    },
    film: async (film) => {
      const model = await known;
      if (isOwn(film.path)) {
        told += 1;
        own += 1;
        return;
      }
      const inquiry = inquiryOfFilm(film, model.manifest);
      if (!inquiry) return void slices.push(film);
      // nobody asked about the first film while another was in hand: its network is still being loaded and can't ask for frames
      if (!inquiry.volume && !begun.has(film.id)) rooms.reader.decodeAhead(film.id);
      await answer(model, inquiry);
    },
    // films are asked about while others are looked at and answers are written: each is read and prepared before its turn comes
    next: (film) =>
      void known.then((model) => {
        const inquiry = inquiryOfFilm(film, model.manifest);
        if (!inquiry || inquiry.volume || signal.aborted || isOwn(film.path)) return;
        const asked = ask(asking, model, inquiry, manner);
        asked.catch(() => undefined);
        begun.set(film.id, asked);
      }),
  };
  const pace = { after: known, ahead: ASKED_AHEAD, besideNetwork: true };
  const counts = await eachFilm(rooms.reader, order.paths, signal, listener, pace);
  const model = await known;
  const { inquiries, errors } = inquiriesOfWaiting(slices, model.manifest);
  for (const conflict of errors) output.fail(conflict);
  for (const inquiry of inquiries) if (!signal.aborted) await answer(model, inquiry);
  if (own > 0) output.warn({ code: 'results-skipped', details: { files: own } });
  const cancelled = rooms.signal.aborted;
  const unasked = signal.aborted ? counts.found - told : 0;
  if (unasked > 0) output.warn({ code: 'films-not-asked', details: { films: unasked } });
  output.line({ type: 'summary', instances: counts.read - own, ...tally, unasked, cancelled });
  if (cancelled) return EXIT.CANCELLED;
  if (counts.read + counts.failed === own) output.fail({ code: 'nothing-readable', details: {} });
  if (ours > 0) return EXIT.FAULT;
  if (tally.faults > 0) return EXIT.UNREADABLE;
  if (tally.analysed > 0) return EXIT.DONE;
  return tally.refused > 0 ? EXIT.REFUSED : EXIT.UNREADABLE;
}

/** The network, on its way into memory; found out while the first file is read. Errors: those of the shelf, `output-unwritable`, `usage-wrong`. */
async function modelAsked(
  inference: Inference,
  { model: id, version, out, point }: AnalyzeOrder,
): Promise<ModelOnDisk> {
  const model = await inference.model(id, version);
  // it looks at whole pictures: what was meant would be left undone in silence
  if (point && !model.manifest.input.point) throw new CodedError('usage-wrong', { problem: `--point (${id})` });
  if (out !== null) await mustBeWritable(out);
  void inference.warm(model, 0).catch(() => undefined);
  return model;
}

/** Errors: `output-unwritable` where the folder can't be made or written. */
async function mustBeWritable(folder: string): Promise<void> {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch {
    throw new CodedError('output-unwritable');
  }
}

function makersOf(rooms: AnalysisRooms, model: ModelOnDisk, film: Film, result: AnalysisResult, order: AnalyzeOrder) {
  const { rows, columns } = film.description.pixels;
  return {
    map: async (map: NonNullable<AnalysisResult['map']>) =>
      new Uint8Array(await rooms.reader.mapImage(rows, columns, map)),
    report: order.report
      ? async () => (await import('./draft-report.ts')).draftReport(rooms, model, film, result, order.language)
      : null,
  };
}

/** What was noticed while the question was put together goes wherever its answer does: line, report and log. */
function withWarnings(analysis: Analysis, { warnings }: Inquiry): Analysis {
  const { result } = analysis;
  return warnings.length === 0
    ? analysis
    : { ...analysis, result: { ...result, warnings: [...warnings, ...result.warnings] } };
}

/** Fails as it did, and says that it was the answer that was not kept. */
function tellUnkept(error: unknown): never {
  const { code, details } = sayingUnkept(toCoded(error), 'answer');
  throw new CodedError(code, details);
}

/** Keeps films and result in the log: the result with the film that it is named by, in that film's case. */
async function keep(
  log: CaseLog,
  { film: named, films }: Inquiry,
  { result, pictures = [] }: Analysis,
  dataFolder: string,
): Promise<void> {
  const ids = new Map<InstanceId, InstanceId>();
  let kept: { caseId: CaseId; instanceId: InstanceId } | undefined;
  for (const film of films) {
    const imported = await log.call('instance.import', {
      path: absoluteLocator(film.path),
      sourceName: path.basename(film.path),
      modifiedMs: film.modifiedMs,
      description: film.description,
    });
    ids.set(film.id, imported.instanceId);
    if (film.id === named.id) kept = imported;
  }
  if (!kept) return;
  await keepPictures(dataFolder, pictures);
  const { input } = result;
  const volume = input.volume
    ? { volume: { ...input.volume, instanceIds: input.volume.instanceIds.map((id) => ids.get(id) ?? id) } }
    : {};
  await log.call('result.add', {
    caseId: kept.caseId,
    result: { ...result, input: { ...input, instanceId: kept.instanceId, ...volume } },
  });
}
