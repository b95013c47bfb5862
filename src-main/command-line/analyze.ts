import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { Inference, ModelOnDisk } from '../inference/index.ts';
import type { Reader } from '../reading/index.ts';
import type { ReportPrinter } from '../reporting/index.ts';
import { draftReport } from './draft-report.ts';
import { EXIT, isInputFault } from './exit-codes.ts';
import { eachFilm, type Film } from './films.ts';
import type { Output } from './output.ts';
import { Targets } from './targets.ts';
import type { Order } from './words.ts';

export interface AnalysisRooms {
  readonly reader: Reader;
  readonly inference: Inference;
  readonly printer: Pick<ReportPrinter, 'print'>;
  /** Opened only with `--log`. */
  readonly log: CaseLog | null;
  readonly version: string;
  /** Aborted when the person interrupts. */
  readonly signal: AbortSignal;
}

type AnalyzeOrder = Extract<Order, { command: 'analyze' }>;

interface WrittenFile {
  readonly kind: 'map' | 'report';
  readonly path: string;
  readonly labels?: string[];
}

/** After an interruption the children die too, sometimes first: their deaths are then no failures of a film. */
const GRACE_MS = 150;

/**
 * `analyze PATH… --model ID`: a `result` line a file, with its heat map (and report) under `--out`. Exit 4 when
 * interrupted; 1 when something of ours failed (also a file or log row that was asked for); 0 when at least one film was
 * analysed; 3 when the gates refused all that could be read; 2 when nothing could be read.
 */
export async function analyze(rooms: AnalysisRooms, output: Output, order: AnalyzeOrder): Promise<number> {
  const model = await rooms.inference.model(order.model);
  if (order.out !== null) await mustBeWritable(order.out);
  // while the first file is read
  void rooms.inference.warm(model, 0).catch(() => undefined);
  const targets = order.out === null ? null : new Targets(order.out, order.paths);
  const tally = { analysed: 0, refused: 0, unreadable: 0, faults: 0 };
  const fail = (coded: Coded, file: string) => {
    tally[isInputFault(coded.code) ? 'unreadable' : 'faults'] += 1;
    output.fail(coded, file);
  };
  const counts = await eachFilm(rooms.reader, order.paths, rooms.signal, {
    progress: (done, found) => output.progress(done, found),
    failed: (file, coded) => fail(coded, file),
    film: async (film) => {
      try {
        const result = await ask(rooms, model, film, order.insist);
        const files = targets ? await writeFiles(rooms, targets, model, film, result, order, fail) : [];
        output.line(resultLine(film, result, files));
        if (result.refusal && !result.insisted) output.fail(result.refusal, film.path);
        tally[result.verdict === 'refused' ? 'refused' : 'analysed'] += 1;
        if (rooms.log) await keep(rooms.log, film, result);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
        if (!rooms.signal.aborted) fail(toCoded(error), film.path);
      }
    },
  });
  const cancelled = rooms.signal.aborted;
  output.line({ type: 'summary', instances: counts.read, ...tally, cancelled });
  if (cancelled) return EXIT.CANCELLED;
  if (counts.read + counts.failed === 0) output.fail({ code: 'nothing-readable', details: {} });
  if (tally.faults > 0) return EXIT.FAULT;
  if (tally.analysed > 0) return EXIT.DONE;
  return tally.refused > 0 ? EXIT.REFUSED : EXIT.UNREADABLE;
}

/** Errors: `output-unwritable` where the folder can't be made or written. */
async function mustBeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    throw new CodedError('output-unwritable');
  }
}

async function ask(rooms: AnalysisRooms, model: ModelOnDisk, film: Film, insist: boolean): Promise<AnalysisResult> {
  const { pixels, gate } = film.description;
  const jobId = JobId.parse(film.id);
  const stop = () => rooms.inference.cancel(jobId);
  rooms.signal.addEventListener('abort', stop, { once: true });
  const end = await rooms.inference.analyze(
    { jobId, caseId: CaseId.parse(film.id), instanceId: film.id, frame: 0, model, pixels, gate, insist },
    () => undefined,
  );
  rooms.signal.removeEventListener('abort', stop);
  if (end.kind === 'result') return end.result;
  throw end.kind === 'failed' ? end.reason : new CodedError('model-cancelled');
}

function resultLine(film: Film, result: AnalysisResult, files: WrittenFile[]) {
  const { model, task, operatingPoint, verdict, refusal, insisted, probabilities, timingsMs, provider } = result;
  const { frames } = film.description.pixels;
  const more: Coded[] = frames > 1 ? [{ code: 'frames-not-analysed', details: { frames } }] : [];
  return {
    type: 'result' as const,
    input: {
      path: film.path,
      series: film.description.seriesUid,
      frame: result.input.frame,
      pixelSha256: result.input.pixelSha256,
    },
    model,
    task,
    verdict,
    ...(refusal ? { refusal, insisted } : {}),
    operatingPoint,
    ...(verdict === 'refused' ? {} : { probabilities }),
    warnings: [...more, ...result.warnings],
    timingsMs,
    provider,
    versions: result.versions,
    files,
  };
}

/** A file that can't be made costs that file and an `error` line, not the result. */
async function writeFiles(
  rooms: AnalysisRooms,
  targets: Targets,
  model: ModelOnDisk,
  film: Film,
  result: AnalysisResult,
  order: AnalyzeOrder,
  fail: (coded: Coded, file: string) => void,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const write = async (entry: WrittenFile, made: () => Promise<Uint8Array>) => {
    try {
      const bytes = await made();
      await mkdir(path.dirname(entry.path), { recursive: true }).catch(asUnwritable);
      await writeFile(entry.path, bytes).catch(asUnwritable);
      written.push(entry);
    } catch (error) {
      fail(toCoded(error), entry.path);
    }
  };
  const target = (kind: string, extension: string) => targets.of(film.path, order.model, kind, extension);
  const { map } = result;
  if (map) {
    const { rows, columns } = film.description.pixels;
    await write(
      { kind: 'map', path: target('map', 'png'), labels: [map.label] },
      async () => new Uint8Array(await rooms.reader.mapImage(rows, columns, map)),
    );
  }
  if (order.report) {
    await write({ kind: 'report', path: target('report', 'pdf') }, () =>
      draftReport(rooms, model, film, result, order.language),
    );
  }
  return written;
}

function asUnwritable(error: NodeJS.ErrnoException): never {
  throw new CodedError(error.code === 'ENOSPC' ? 'disk-full' : 'output-unwritable');
}

async function keep(log: CaseLog, film: Film, result: AnalysisResult): Promise<void> {
  const { caseId, instanceId } = await log.call('instance.import', {
    path: path.resolve(film.path),
    sourceName: path.basename(film.path),
    modifiedMs: film.modifiedMs,
    description: film.description,
  });
  await log.call('result.add', { caseId, result: { ...result, input: { ...result.input, instanceId } } });
}
