import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { CaseId, JobId } from '../../src-shared/contract/ids.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { Inference, ModelOnDisk } from '../inference/index.ts';
import type { Reader } from '../reading/index.ts';
import type { ReportPrinter } from '../reporting/index.ts';
import { draftReport } from './draft-report.ts';
import { EXIT } from './exit-codes.ts';
import { eachFilm, type Film } from './films.ts';
import type { Output } from './output.ts';
import type { Order } from './words.ts';

export interface AnalysisRooms {
  readonly reader: Reader;
  readonly inference: Inference;
  readonly printer: Pick<ReportPrinter, 'print'>;
  /** Opened only with `--log`. */
  readonly log: CaseLog | null;
  readonly version: string;
}

interface WrittenFile {
  readonly kind: 'map' | 'report';
  readonly path: string;
  readonly labels?: string[];
}

/**
 * `analyze PATH… --model ID`: a `result` line a frame-bearing file, with its heat map (and report) under `--out`. Exit 3
 * when the gates refused every one, 1 when not one could be analysed for a reason of ours.
 */
export async function analyze(
  rooms: AnalysisRooms,
  output: Output,
  order: Extract<Order, { command: 'analyze' }>,
): Promise<number> {
  const model = await rooms.inference.model(order.model);
  // while the first file is read
  void rooms.inference.warm(model).catch(() => undefined);
  const tally = { analysed: 0, refused: 0, failed: 0 };
  const counts = await eachFilm(rooms.reader, order.paths, {
    failed: (file, error) => output.fail(error, file),
    film: async (film) => {
      try {
        const result = await ask(rooms, model, film, order.insist);
        if (result === 'cancelled') return;
        tally[result.verdict === 'refused' ? 'refused' : 'analysed'] += 1;
        const files = order.out === null ? [] : await writeFiles(rooms, output, model, film, result, order);
        if (rooms.log) await keep(rooms.log, film, result);
        output.line(resultLine(film, result, files));
        if (result.refusal && !result.insisted) output.fail(result.refusal, film.path);
      } catch (error) {
        tally.failed += 1;
        output.fail(toCoded(error), film.path);
      }
    },
  });
  output.line({ type: 'summary', instances: counts.read, unreadable: counts.failed, ...tally });
  if (counts.read === 0) {
    if (counts.failed !== 1) output.fail({ code: 'nothing-readable', details: {} });
    return EXIT.UNREADABLE;
  }
  if (tally.analysed > 0) return EXIT.DONE;
  return tally.refused > 0 ? EXIT.REFUSED : EXIT.FAULT;
}

async function ask(
  rooms: AnalysisRooms,
  model: ModelOnDisk,
  film: Film,
  insist: boolean,
): Promise<AnalysisResult | 'cancelled'> {
  const { pixels, gate } = film.description;
  const end = await rooms.inference.analyze(
    {
      jobId: JobId.parse(film.id),
      caseId: CaseId.parse(film.id),
      instanceId: film.id,
      frame: 0,
      model,
      pixels,
      gate,
      insist,
    },
    () => undefined,
  );
  if (end.kind === 'cancelled') return 'cancelled';
  if (end.kind === 'failed') throw end.reason;
  return end.result;
}

function resultLine(film: Film, result: AnalysisResult, files: WrittenFile[]) {
  const { model, task, operatingPoint, verdict, refusal, insisted, warnings, probabilities, timingsMs, provider } =
    result;
  return {
    type: 'result' as const,
    input: { path: film.path, series: film.description.seriesUid, pixelSha256: result.input.pixelSha256 },
    model,
    task,
    verdict,
    ...(refusal ? { refusal, insisted } : {}),
    operatingPoint,
    ...(verdict === 'refused' ? {} : { probabilities }),
    warnings,
    timingsMs,
    provider,
    versions: result.versions,
    files,
  };
}

/** A file that can't be made costs that file and an `error` line, not the result. */
async function writeFiles(
  rooms: AnalysisRooms,
  output: Output,
  model: ModelOnDisk,
  film: Film,
  result: AnalysisResult,
  order: Extract<Order, { command: 'analyze' }>,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const target = (kind: WrittenFile['kind'], extension: string) => {
    const { dir, name } = path.parse(belowItsRoot(film.path, order.paths));
    return path.join(order.out ?? '', dir, `${name}.${order.model}.${kind}.${extension}`);
  };
  const write = async (entry: WrittenFile, made: () => Promise<Uint8Array>) => {
    try {
      const bytes = await made();
      await mkdir(path.dirname(entry.path), { recursive: true });
      await writeFile(entry.path, bytes);
      written.push(entry);
    } catch (error) {
      output.fail(toCoded(error), entry.path);
    }
  };
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

/** The path of a file relative to the folder that was named on the command line; of a named file its name alone. */
export function belowItsRoot(file: string, roots: readonly string[]): string {
  const absolute = path.resolve(file);
  for (const root of roots.map((each) => path.resolve(each))) {
    if (absolute.startsWith(root + path.sep)) return path.relative(root, absolute);
  }
  return path.basename(absolute);
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
