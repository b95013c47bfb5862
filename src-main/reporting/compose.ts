import { CodedError } from '../../src-shared/contract/coded.ts';
import type { StoredResult } from '../../src-shared/contract/records.ts';
import type { BothLanguages, ModelManifest } from '../../src-shared/findings/manifest.ts';
import { labelsOf } from '../../src-shared/findings/manifest-labels.ts';
import {
  TypedIdentity,
  type Addendum,
  type QuotedResult,
  type ReportContent,
  type ReportDraft,
  type SignedReport,
} from '../../src-shared/findings/report.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { edgesFromCosines, edgesFromPatientOrientation } from '../../src-shared/imaging/orientation.ts';
import { translate } from '../../src-shared/language/messages.ts';
import { addendumContent } from '../../src-shared/report-page/addendum-content.ts';
import { keyImagesOf } from '../../src-shared/report-page/key-images.ts';
import { identityFromTyped, namesNobody } from '../../src-shared/report-page/report-identity.ts';
import type { StoredCase, StoredInstance } from '../caselog/calls.ts';

export interface ReportParts {
  readonly storedCase: StoredCase;
  readonly draft: ReportDraft;
  /** Manifests of the shelf, to name the quoted result's model. */
  readonly models: readonly ModelManifest[];
  /** Of the application. */
  readonly version: string;
  /** Null: a preview. `at`: UTC, ISO 8601. */
  readonly signature: { readonly signer: string; readonly at: string } | null;
  /** Counts only where the picture names nobody, and at signing. A preview shows what the draft holds. */
  readonly typedIdentity: TypedIdentity | null;
  /** Read-first is on and no opinion is written: no network's word is quoted, whatever the draft names. */
  readonly hideResults: boolean;
  readonly addendumTo: ReportContent['addendumTo'];
}

/**
 * The content of a report page from a case, what was typed and who signs.
 *
 * @throws CodedError `report-identity-needed` (to be signed, the picture names nobody and no complete identity was
 *   typed), `report-signer-needed`, `record-missing` (the draft names a result or picture of another case)
 */
export function composeReport(parts: ReportParts): ReportContent {
  const { storedCase, draft, signature } = parts;
  const instances = storedCase.series.flatMap((series) => series.instances);
  const quoted = draft.resultId === null || parts.hideResults ? null : quote(parts, draft.resultId);
  const keyInstance = instances.find((instance) => instance.id === draft.keyInstanceId);
  if (draft.keyInstanceId !== null && !keyInstance) throw new CodedError('record-missing');
  const keyFrame = keyImagesOf({ ...draft, quoted })?.frame ?? 0;
  const analysed = instances.find((instance) => instance.id === quoted?.result.input.instanceId);
  const shown = [keyInstance, analysed].filter((instance) => instance !== undefined);
  return {
    language: draft.language,
    caseId: storedCase.caseId,
    ...identityOf(parts),
    study: studyOf(shown.length > 0 ? shown : instances),
    indication: draft.indication,
    findings: draft.findings,
    impression: draft.impression,
    keyInstanceId: draft.keyInstanceId,
    ...(keyInstance && keyPicture(keyInstance, keyFrame)),
    quoted,
    opinion: opinionBeside(quoted, storedCase),
    signature: signature && { signer: signerOf(signature.signer), at: signature.at },
    addendumTo: parts.addendumTo,
    versions: { application: parts.version },
  };
}

/** Throws `record-missing` for a frame that the instance does not have. */
function keyPicture({ description }: StoredInstance, frame: number): Pick<ReportContent, 'keyFrame' | 'keyPicture'> {
  const { pixels, seriesNumber, instanceNumber, patientOrientation } = description;
  if (frame >= pixels.frames) throw new CodedError('record-missing');
  const { imageOrientation } = pixelsOfFrame(pixels, frame);
  return {
    keyFrame: frame,
    keyPicture: {
      seriesNumber,
      imageNumber: instanceNumber,
      frameNumber: pixels.frames > 1 ? frame + 1 : null,
      edges: imageOrientation ? edgesFromCosines(imageOrientation) : edgesFromPatientOrientation(patientOrientation),
    },
  };
}

/**
 * The content of a signed addendum.
 *
 * @param at UTC, ISO 8601
 * @throws CodedError `report-signer-needed`
 */
export function composeAddendum(report: SignedReport, addendum: Addendum, version: string, at: string): ReportContent {
  return addendumContent(report, addendum.text, { signer: signerOf(addendum.signer), at }, version);
}

/**
 * The person's own reading stands beside the network's word that it is compared with, and alone where no network has
 * said anything. A report that leaves the network out leaves the comparison out.
 */
function opinionBeside(quoted: QuotedResult | null, { opinions, results }: StoredCase): ReportContent['opinion'] {
  const nothingSaid = results.every(({ result }) => result.verdict === 'refused');
  return quoted !== null || nothingSaid ? (opinions.at(-1) ?? null) : null;
}

function signerOf(signer: string): string {
  const name = signer.trim();
  if (name === '') throw new CodedError('report-signer-needed');
  return name;
}

function identityOf(parts: ReportParts): { identity: Identity; identitySource: ReportContent['identitySource'] } {
  const { storedCase, draft, signature } = parts;
  const { identity } = storedCase;
  if (!namesNobody(identity)) return { identity, identitySource: 'image' };
  if (signature === null) {
    const typed = parts.typedIdentity ?? draft.typedIdentity;
    return { identity: typed ? identityFromTyped(typed, identity) : identity, identitySource: 'typed' };
  }
  const typed = TypedIdentity.safeParse(parts.typedIdentity);
  if (!typed.success) throw new CodedError('report-identity-needed');
  return { identity: identityFromTyped(typed.data, identity), identitySource: 'typed' };
}

function quote(parts: ReportParts, resultId: StoredResult['id']): QuotedResult {
  const stored = parts.storedCase.results.find((result) => result.id === resultId);
  if (!stored) throw new CodedError('record-missing');
  const { model } = stored.result;
  const manifest = parts.models.find(
    ({ id, version, file }) => id === model.id && version === model.version && file.sha256 === model.sha256,
  );
  return {
    resultId,
    result: stored.result,
    model: manifest
      ? { title: manifest.title, limits: manifest.limits, labels: labelsOf(manifest) }
      : { title: { en: model.id, zh: model.id }, limits: unknownLimits(), labels: [] },
    judgement: parts.storedCase.judgements.findLast((judgement) => judgement.resultId === resultId) ?? null,
  };
}

function unknownLimits(): BothLanguages {
  return {
    en: translate('en', 'report.page.model-unknown-limits'),
    zh: translate('zh', 'report.page.model-unknown-limits'),
  };
}

function studyOf(instances: readonly StoredInstance[]): ReportContent['study'] {
  const gates = instances.map((instance) => instance.description.gate);
  return {
    modality: gates.find((gate) => gate.modality !== null)?.modality ?? null,
    bodyPart: gates.find((gate) => gate.bodyPart !== null)?.bodyPart ?? null,
    lossy: instances.some((instance) => instance.description.pixels.lossy),
  };
}
