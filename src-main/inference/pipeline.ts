import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import type { DomainWord } from '../../src-shared/findings/result.ts';
import type { SpacingProvenance } from '../../src-shared/imaging/instance.ts';
import { cropAround } from '../../src-shared/pixels/picture-window.ts';
import { movesSlices } from '../../src-shared/pixels/patient-axes.ts';
import { prepareInput, type Prepared, type Source } from '../../src-shared/pixels/prepare.ts';
import { askNetwork, type Answer, type Steps } from './ask-network.ts';
import type { AnalysisOutcome, AskedQuestion, Stage, StageProgress } from './calls.ts';
import { distanceWord, middleWord } from './domain.ts';
import { attributeGate } from './gates.ts';
import { geometryOf, orientationOf, reorderingOf } from './geometry.ts';
import { mustBeBearable, mustHaveRoom, type Sized } from './memory-need.ts';
import { prepareOnce, type MadeReady } from './prepare-once.ts';
import { readFrames, type DecodedFrames, type FrameSource, type ReadSource } from './read-source.ts';
import { loadModel, runtimeVersion, type LoadedModel } from './session.ts';
import { decodeWord, type Piece, type Word } from './tasks/decode.ts';

type Manifest = AskedQuestion['model']['manifest'];

/**
 * Asks a network about a frame, a volume or a sequence: gate → read → prepare → run → decode → check → explain. A refusal is
 * an outcome, not an error, and carries no word unless the person insisted; then its warnings say so for ever. Errors:
 * those of {@link loadModel}, of the reader, and `model-output-invalid`.
 */
export async function analyze(
  asked: AskedQuestion,
  frames: FrameSource,
  progress: (progress: StageProgress) => void,
): Promise<AnalysisOutcome> {
  const timingsMs = { read: 0, prepare: 0, load: 0, run: 0, explain: 0 };
  const timed: Timed = async (stage, work) => {
    progress({ stage });
    const start = performance.now();
    const value = await work((done, of) => of > 1 && progress({ stage, done, of }));
    timingsMs[stage] = performance.now() - start;
    return value;
  };
  const gate = attributeGate(asked.gate, asked.model.manifest.input, geometryOf(asked));
  mustBeBearable({ ...asked, reordering: reorderingOf(asked) });
  const decoded = await timed('read', (steps) => readFrames(asked, frames, steps));
  mustBeBearable(sizedBy(asked, decoded));
  const crop = cropOf(asked, decoded.frames[0]?.frame);
  const ready = await timed('prepare', () => prepareOnce(asked, decoded, crop, isSlicewise(asked)));
  try {
    const refusedAs = gate.refusal ?? ready.blank;
    const warnings = [...gate.warnings, ...ready.warnings, ...inputWarnings(asked, ready.read)];
    return { ...(await answered(asked, ready, { crop, refusedAs, warnings, timed })), timingsMs };
  } finally {
    ready.end();
  }
}

/** Does a stage's work, tells of it and measures it. */
type Timed = <T>(stage: Stage, work: (steps: Steps) => T | Promise<T>) => Promise<T>;

/** What a network answers about a picture that was made ready. Nothing of the answer lies in that picture's memory. */
async function answered(
  asked: AskedQuestion,
  { read, prepared }: MadeReady,
  {
    crop,
    refusedAs,
    warnings,
    timed,
  }: {
    readonly crop: ReturnType<typeof cropOf>;
    readonly refusedAs: Coded | null;
    readonly warnings: Coded[];
    readonly timed: Timed;
  },
): Promise<Omit<AnalysisOutcome, 'timingsMs'>> {
  const { manifest } = asked.model;
  const common = commonOf(asked, read, crop);
  if (refusedAs && !asked.insist) return { ...common, ...refusal(refusedAs), warnings };

  const network = await timed('load', () => loadModel(asked.model, asked.threads));
  mustHaveRoom(network.runBytes);
  const pieces = await timed('run', (steps) => askAll(network, manifest, read.source, prepared, crop, steps));
  const domain = domainOf(pieces, manifest);
  const outside: Coded | null = domain && !domain.inside ? outOfDomain(domain) : null;
  const against = refusedAs ?? outside;
  const said = domain ? { domain } : {};
  if (against && !asked.insist) return { ...common, ...refusal(against), ...said, warnings };
  const { pictures = [], ...word } = await timed('explain', (steps) => decodeWord(asked, network, read, pieces, steps));
  return {
    ...common,
    refusal: against,
    insisted: against !== null,
    operatingPoint: null,
    probabilities: {},
    map: null,
    ...word,
    ...said,
    ...(pictures.length > 0 ? { artefacts: pictures.map(({ artefact }) => artefact) } : {}),
    warnings: [
      ...(against ? [{ code: 'result-insisted' as const, details: {} }] : []),
      ...warnings,
      ...missingMap(asked, word, read),
    ],
    pictures,
  };
}

/** A map that was asked for and that this network does not give. */
function missingMap({ explain, withPictures }: AskedQuestion, { map }: Word, { reordering }: ReadSource): Coded[] {
  const drawn = explain !== 'activation' || withPictures !== false;
  if (!explain || !drawn || map) return [];
  return [{ code: reordering && movesSlices(reordering) ? 'map-other-plane' : 'map-missing', details: {} }];
}

/**
 * Reads and prepares a film before somebody asks about it. What fails here is told when it is asked about.
 */
export async function makeReady(asked: AskedQuestion, frames: FrameSource): Promise<void> {
  const decoded = await readFrames(asked, frames, () => undefined);
  mustBeBearable(sizedBy(asked, decoded));
  prepareOnce(asked, decoded, cropOf(asked, decoded.frames[0]?.frame), isSlicewise(asked)).end();
}

type Common = Pick<AnalysisOutcome, 'input' | 'model' | 'task' | 'provider' | 'onnxruntime'>;

function commonOf(asked: AskedQuestion, { pixelSha256 }: ReadSource, crop: ReturnType<typeof cropOf>): Common {
  const { manifest } = asked.model;
  const { volume, point } = asked;
  const orientation = orientationOf(asked);
  return {
    input: {
      instanceId: asked.instanceId,
      frame: asked.frame,
      pixelSha256,
      ...(orientation ? { orientation } : {}),
      ...(volume
        ? {
            volume: {
              instanceIds: volume.instances.map(({ instanceId }) => instanceId),
              frames: volume.slices.length,
              ...(volume.studies ? { studies: true as const } : {}),
            },
          }
        : {}),
      ...(crop
        ? {
            point: { x: crop.column + crop.columns / 2, y: crop.row + crop.rows / 2, ...point, byDefault: !point },
            crop,
          }
        : {}),
    },
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256, ...weightsOf(asked.model) },
    task: manifest.task,
    provider: { name: asked.model.provider ?? 'cpu', threads: asked.threads },
    onnxruntime: runtimeVersion(),
  };
}

function weightsOf({ weights = [] }: AskedQuestion['model']): Pick<AnalysisOutcome['model'], 'weights'> {
  return weights.length === 0 ? {} : { weights: weights.map(({ name, sha256 }) => ({ name, sha256 })) };
}

function refusal(reason: Coded): Omit<AnalysisOutcome, keyof Common | 'warnings' | 'timingsMs'> {
  const silent = { verdict: 'refused', insisted: false, operatingPoint: null, probabilities: {}, map: null } as const;
  return { ...silent, refusal: reason, pictures: [] };
}

function outOfDomain({ score, threshold }: DomainWord): Coded {
  return { code: 'out-of-domain', details: { score: shortNumber(score), threshold: shortNumber(threshold) } };
}

/** Three significant digits: no distance is known better. */
function shortNumber(value: number): number {
  return Number(value.toPrecision(3));
}

/** A question with the pixels as they are: a frame may have a spacing of its own. */
function sizedBy(asked: AskedQuestion, { frames: [first] }: DecodedFrames): Sized {
  const sized = first && !asked.volume ? { ...asked, pixels: first.pixels } : asked;
  return { ...sized, reordering: reorderingOf(sized) };
}

/** A network for single frames that was asked about a stack looks at each slice by itself. */
function isSlicewise({ model, volume }: Pick<AskedQuestion, 'model' | 'volume'>): boolean {
  return volume !== undefined && model.manifest.input.kind === 'frame';
}

function cropOf({ model, point }: AskedQuestion, frame: { rows: number; columns: number } | undefined) {
  const { point: prompted } = model.manifest.input;
  if (!prompted || !frame) return null;
  const { rows, columns } = frame;
  if (point && !(point.x >= 0 && point.y >= 0 && point.x <= columns && point.y <= rows)) {
    throw new CodedError('point-outside', { columns, rows });
  }
  return cropAround(point ?? null, rows, columns, prompted.cropPx);
}

/** Millimetres of a detector, of a scanned film or of nobody knows what: an area in them is none of the patient. */
const NOT_IN_THE_PATIENT: ReadonlySet<string> = new Set([
  'uncalibrated',
  'imager-pixel-spacing',
  'magnification-corrected',
  'nominal-scanned',
] satisfies SpacingProvenance[]);

function inputWarnings(asked: AskedQuestion, { source, place }: ReadSource): Coded[] {
  const { gate, model } = asked;
  const { input, task, calibration } = model.manifest;
  const warnings: Coded[] = [];
  if (input.spacingMm && place.spacingMm === null) warnings.push({ code: 'spacing-unknown', details: {} });
  const measured = task === 'classification' || task === 'sequence' || task === 'segmentation';
  if (measured && calibration.method === 'none') warnings.push({ code: 'result-uncalibrated', details: {} });
  const { provenance } = asked.pixels.spacing;
  if (task === 'segmentation' && place.spacingMm !== null && NOT_IN_THE_PATIENT.has(provenance)) {
    warnings.push({ code: 'area-not-in-patient', details: { provenance } });
  }
  // such networks learned from crops without units: what they make of a scanner's picture nobody has measured
  if (input.point && gate.container === 'dicom' && source.slices.length === 1) {
    const [rows, columns] = input.point.cropPx;
    warnings.push({ code: 'crop-scaled', details: { rows, columns, range: input.range.method } });
  }
  return warnings;
}

async function askAll(
  network: LoadedModel,
  manifest: Manifest,
  source: Source,
  prepared: Prepared | null,
  crop: ReturnType<typeof cropOf>,
  steps: Steps,
): Promise<Piece[]> {
  if (prepared) return [{ source, prepared, answers: await askNetwork(network, prepared.grid, manifest, steps) }];
  const pieces: Piece[] = [];
  const of = source.slices.length;
  for (const [i, slice] of source.slices.entries()) {
    const one = { ...source, slices: [slice], ...(source.absent && { absent: source.absent.slice(i, i + 1) }) };
    const own = prepareInput(one, manifest.input, crop, manifest.tiling?.size);
    pieces.push({
      source: one,
      prepared: own,
      answers: await askNetwork(network, own.grid, manifest, () => undefined),
    });
    steps(pieces.length, of);
  }
  return pieces;
}

function domainOf(pieces: readonly Piece[], { domain }: Manifest): DomainWord | undefined {
  if (domain.method === 'none') return undefined;
  return middleWord(
    pieces.map(({ prepared, answers: [first] }) => distanceWord(first as Answer, prepared.grid, domain)),
  );
}
