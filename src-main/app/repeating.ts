import { CodedError, type Coded } from '../../src-shared/contract/coded.ts';
import type { ResultId } from '../../src-shared/contract/ids.ts';
import type { RepeatedResult } from '../../src-shared/contract/records.ts';
import type { JobQuestion } from '../../src-shared/findings/job-question.ts';
import { agreementOf, picturesNote, USUAL_TOLERANCE } from '../../src-shared/findings/repeat.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import { keptSlices, mustBeTheSameModel, newerThan, type AnalysisJob, type Inference } from '../inference/index.ts';
import { questionAsked, type AnalysesRooms } from './analyses.ts';
import { nextJobId } from './jobs.ts';

export interface RepeatingRooms extends Pick<AnalysesRooms, 'log' | 'grant' | 'progress' | 'ended'> {
  readonly inference: Pick<Inference, 'analyze' | 'cancel' | 'model' | 'models'>;
}

/**
 * Asks again what a stored result answered, of the same version of the model and about the same pixels, and says how far the
 * two agree. Nothing is stored. Errors: `record-missing`, `repeat-model-gone` (no such version on the shelf, or another file),
 * `repeat-pixels-changed`, `model-cancelled`, and those of an analysis.
 */
export async function repeatResult(rooms: RepeatingRooms, resultId: ResultId): Promise<RepeatedResult> {
  const { caseId } = await rooms.log.call('result.case', { resultId });
  const stored = await rooms.log.call('case.get', { caseId });
  const result = stored.results.find(({ id }) => id === resultId)?.result;
  if (!result) throw new CodedError('record-missing');
  const { id, version } = result.model;
  const newer = await newerThan(rooms.inference, result.model);
  const { question: asked } = await questionAsked(rooms, questionOf(result));
  mustBeTheSame(result, asked);
  const jobId = nextJobId();
  const { threads } = result.provider;
  const question = { jobId, caseId, ...asked, ...probabilitiesOf(result), threads };
  const end = await rooms.inference.analyze(question, rooms.progress);
  rooms.ended({ jobId, caseId, modelId: id, outcome: 'cancelled', resultId: null, reason: null });
  if (end.kind === 'cancelled') throw new CodedError('model-cancelled');
  if (end.kind === 'failed') throw new CodedError(end.reason.code, end.reason.details);
  const again = end.result;
  if (again.input.pixelSha256 !== result.input.pixelSha256) throw new CodedError('repeat-pixels-changed');
  const sameProvider =
    again.provider.name === result.provider.name &&
    again.provider.threads === result.provider.threads &&
    again.versions.onnxruntime === result.versions.onnxruntime;
  const tolerance = asked.model.manifest.providerTolerance ?? USUAL_TOLERANCE;
  const notes: Coded[] =
    newer === null ? [] : [{ code: 'repeat-model-superseded', details: { model: id, version, newer } }];
  const [said, saidAgain] = [saidBy(result), saidBy(again)];
  const sameProgram = again.versions.application === result.versions.application;
  const agreement = agreementOf(said, saidAgain, sameProvider, tolerance, sameProgram);
  return { ...agreement, sameProvider, notes: [...notes, ...picturesNote(said, saidAgain, agreement)] };
}

/** What a repeated answer must say again: everything but when it was said, how long it took, and what was noticed on the way. */
function saidBy(result: AnalysisResult): unknown {
  const { verdict, refusal, insisted, operatingPoint, probabilities, segments, anomaly, domain, uncertainty } = result;
  const { map, artefacts } = result;
  const words = { verdict, refusal, insisted, operatingPoint, probabilities, segments, anomaly, domain, uncertainty };
  return JSON.parse(JSON.stringify({ ...words, map, artefacts }));
}

/** The question that a result answered. */
export function questionOf({ input, model, insisted, map }: AnalysisResult): JobQuestion {
  const { instanceId, frame, point } = input;
  const explain = map?.method;
  return {
    instanceId,
    frame,
    modelId: model.id,
    version: model.version,
    insist: insisted,
    ...(point && !point.byDefault ? { point: { x: point.x, y: point.y } } : {}),
    ...(explain && explain !== 'activation' ? { explain } : {}),
  };
}

/** Errors: `repeat-model-gone` for another description or other weights, `repeat-pixels-changed` for another stack. */
function mustBeTheSame({ model, input }: AnalysisResult, asked: Omit<AnalysisJob, 'jobId' | 'caseId'>): void {
  mustBeTheSameModel(model, asked.model);
  const stack = asked.volume?.instances.map(({ instanceId }) => instanceId) ?? [];
  const slices = (asked.volume && keptSlices(asked.volume)) ?? [];
  const same = String(stack) === String(input.volume?.instanceIds ?? []);
  if (!same || String(slices) !== String(input.volume?.slices ?? [])) throw new CodedError('repeat-pixels-changed');
}

/** Whether the probability of every voxel was among its pictures. */
function probabilitiesOf({ artefacts, input }: AnalysisResult): Pick<AnalysisJob, 'withProbabilities'> {
  const wanted = input.volume !== undefined && artefacts?.some(({ kind }) => kind === 'probability');
  return wanted ? { withProbabilities: true } : {};
}
