import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { agreementOf, picturesNote, USUAL_TOLERANCE, type Agreement } from '../../src-shared/findings/repeat.ts';
import { AnalysisResult } from '../../src-shared/findings/result.ts';
import { visibleText } from '../../src-shared/imaging/file-text.ts';
import { z } from '../../src-shared/schema.ts';
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
import { mustBeTheSameModel, newerThan, type ModelOnDisk } from '../inference/index.ts';
import type { AnalysisRooms } from './analyze.ts';
import { EXIT, isInputFault } from './exit-codes.ts';
import type { Output } from './output.ts';
import { resultLine } from './result-line.ts';
import type { Order } from './words.ts';

type RepeatRooms = Pick<AnalysisRooms, 'reader' | 'inference' | 'signal'>;
type NumberedRooms = RepeatRooms & { readonly nextId: () => InstanceId };
type RepeatOrder = Extract<Order, { command: 'repeat' }>;

const LIMIT_BYTES = 256 * 2 ** 20;
/** What a line must say again; the rest is when it was said, how long it took, and what was noticed on the way. */
const SAID = [
  ...['verdict', 'refusal', 'insisted', 'operatingPoint', 'domain', 'probabilities', 'segments', 'anomaly'],
  ...['uncertainty', 'explanation'],
];

const SENTENCES: Record<Agreement['outcome'], string> = {
  identical: 'command-line.repeat-identical',
  close: 'command-line.repeat-close',
  different: 'command-line.repeat-different',
};

const { model, provider } = AnalysisResult.shape;
/** A `result` line of `analyze`, as far as it takes to ask again. */
const Said = z.looseObject({
  type: z.literal('result'),
  input: z.looseObject({
    path: z.string(),
    paths: z.array(z.string()).optional(),
    pixelSha256: z.string(),
    point: z.object({ x: z.number(), y: z.number(), byDefault: z.boolean() }).optional(),
  }),
  model,
  provider,
  versions: z.looseObject({ onnxruntime: z.string(), application: z.string().optional() }),
  files: z.array(z.looseObject({ sha256: z.string().optional() })).optional(),
  insisted: z.boolean().optional(),
  explanation: z.looseObject({ method: z.enum(['activation', 'occlusion', 'rise', 'lime']) }).optional(),
});
type Said = z.infer<typeof Said>;

/**
 * `repeat RESULTS`: asks again what the `result` lines of a file of `analyze` answered, of the same versions and about the same
 * files, and tells of each with a `repeat` line how far the two agree. Exit 4 when interrupted; 1 when an answer differs or
 * something of ours failed; 2 when a model or a picture is not the one it was; 0 when all agree.
 */
export async function repeat(rooms: RepeatRooms, output: Output, order: RepeatOrder): Promise<number> {
  const tally = { identical: 0, close: 0, different: 0, gone: 0, faults: 0 };
  const results = await linesOf(order.results);
  // a picture of another line must not have the number of this line's: it would be taken for it
  let last = 0;
  const nextId = () => InstanceId.parse((last += 1));
  const patience = new Patience();
  for (const line of results) {
    if (rooms.signal.aborted || patience.ended.aborted) break;
    const { path } = line.input;
    try {
      const { notes, ...agreement } = await askAgain({ ...rooms, nextId }, line);
      patience.after(null);
      tally[agreement.outcome] += 1;
      output.line({ type: 'repeat', input: line.input, model: line.model, ...agreement, warnings: notes });
      for (const note of notes) output.fail(note, path);
      output.say(SENTENCES[agreement.outcome], { path: visibleText(path).text });
    } catch (error) {
      const coded = toCoded(error);
      if (rooms.signal.aborted) break;
      tally[isGone(coded) ? 'gone' : 'faults'] += 1;
      output.fail(coded, path);
      const givenUp = patience.after(coded);
      if (givenUp) output.fail(givenUp);
    }
  }
  const cancelled = rooms.signal.aborted;
  const unasked = results.length - Object.values(tally).reduce((sum, count) => sum + count, 0);
  output.line({ type: 'summary', ...tally, unasked, cancelled });
  if (cancelled) return EXIT.CANCELLED;
  if (tally.different + tally.faults > 0) return EXIT.FAULT;
  return tally.gone > 0 ? EXIT.UNREADABLE : EXIT.DONE;
}

const isGone = ({ code }: Coded) => code.startsWith('repeat-') || isInputFault(code);

/** Errors: `results-missing`, `results-none` for a file without results. */
async function linesOf(file: string): Promise<Said[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CodedError('results-missing', { file: path.basename(file) });
  });
  const lines = text.length > LIMIT_BYTES ? [] : text.split('\n');
  const said = lines.flatMap((line) => {
    try {
      const parsed = Said.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
  if (said.length === 0) throw new CodedError('results-none', { file: path.basename(file) });
  return said;
}

async function askAgain(
  rooms: NumberedRooms,
  line: Said,
): Promise<Agreement & { readonly sameProvider: boolean; readonly notes: Coded[] }> {
  const { id, version } = line.model;
  const newer = await newerThan(rooms.inference, line.model);
  const asked = await rooms.inference.model(id, version);
  mustBeTheSameModel(line.model, asked);
  const inquiry = await inquiryAbout(rooms, line, asked);
  const { point, pixelSha256 } = line.input;
  const method = line.explanation?.method;
  const written = picturesOf(line).length > 0;
  const { result } = await ask(rooms, asked, inquiry, {
    insist: line.insisted === true,
    point: point && !point.byDefault ? { x: point.x, y: point.y } : null,
    explain: method && method !== 'activation' ? method : null,
    threads: line.provider.threads,
    withProbabilities: written,
    withPictures: written,
  });
  if (result.input.pixelSha256 !== pixelSha256) throw new CodedError('repeat-pixels-changed');
  const sameProvider =
    result.provider.name === line.provider.name &&
    result.provider.threads === line.provider.threads &&
    result.versions.onnxruntime === line.versions.onnxruntime;
  const again = JSON.parse(JSON.stringify(resultLine(inquiry, result, []))) as Record<string, unknown>;
  const tolerance = asked.manifest.providerTolerance ?? USUAL_TOLERANCE;
  const notes: Coded[] =
    newer === null ? [] : [{ code: 'repeat-model-superseded', details: { model: id, version, newer } }];
  const pictures = picturesOf(line);
  const sameProgram = result.versions.application === line.versions.application;
  const [said, saidAgain] = [
    { ...partsOf(line), pictures },
    { ...partsOf(again), pictures: pictures.map((each) => madeAgain(each, result)) },
  ];
  const agreement = agreementOf(said, saidAgain, sameProvider, tolerance, sameProgram);
  return { ...agreement, sameProvider, notes: [...notes, ...picturesNote(said, saidAgain, agreement)] };
}

/** The pictures that a line says were written, by their hashes. */
const picturesOf = ({ files = [] }: Said) => files.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [{ sha256 }]));

/** The same picture, where it was made again. */
const madeAgain = ({ sha256 }: { sha256: string }, { artefacts = [] }: AnalysisResult) => ({
  sha256: artefacts.find((artefact) => artefact.sha256 === sha256)?.sha256 ?? 'another',
});

const partsOf = (line: Record<string, unknown>) => Object.fromEntries(SAID.map((part) => [part, line[part]]));

/** What was asked about then. Errors: those of reading; `repeat-pixels-changed` where the files no longer make that question. */
async function inquiryAbout(
  { reader, signal, nextId }: NumberedRooms,
  { input }: Said,
  { manifest }: ModelOnDisk,
): Promise<Inquiry> {
  const paths = input.paths ?? [input.path];
  const slices: Film[] = [];
  const inquiries: Inquiry[] = [];
  let failure: Coded | null = null;
  const listener: FilmListener = {
    progress: () => undefined,
    failed: (_path, coded) => (failure = coded),
    document: () => undefined,
    film: async (film) => {
      const inquiry = inquiryOfFilm(film, manifest);
      if (inquiry) inquiries.push(inquiry);
      else slices.push(film);
    },
  };
  await eachFilm(reader, paths, signal, listener, { nextId });
  if (failure) throw failure;
  if (slices.length > 0) inquiries.push(...inquiriesOfWaiting(slices, manifest).inquiries);
  const wanted = [...paths].sort().join('\n');
  const same = inquiries.find(
    ({ films }) =>
      films
        .map(({ path }) => path)
        .sort()
        .join('\n') === wanted,
  );
  if (!same) throw new CodedError('repeat-pixels-changed');
  return same;
}
