// Made-up records for this room's tests.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CaseId, InstanceId, ModelId, ResultId } from '../../src-shared/contract/ids.ts';
import type { ReportContent, ReportDraft } from '../../src-shared/findings/report.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { Identity, InstanceDescription } from '../../src-shared/imaging/instance.ts';
import type { CaseLogCalls } from './calls.ts';

/** An empty folder, removed by the function that comes with it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'caselog-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const NOBODY: Identity = {
  patientId: null,
  issuer: null,
  patientName: null,
  birthDate: null,
  sex: null,
  studyUid: null,
  studyDate: null,
  studyTime: null,
  studyDescription: null,
  accession: null,
};

/** A DICOM chest film of a patient; `n` makes file, instance, study and patient unlike those of any other number. */
export function film(n: number, identity: Partial<Identity> = {}): InstanceDescription {
  return {
    identity: {
      ...NOBODY,
      patientId: `P${n}`,
      patientName: `Doe^Jane ${n}`,
      birthDate: '1970-05-01',
      sex: 'F',
      studyUid: `1.2.3.${n}`,
      studyDate: '2024-03-01',
      studyDescription: 'Chest PA',
      ...identity,
    },
    seriesUid: `1.2.3.${n}.1`,
    seriesNumber: 1,
    seriesDescription: 'PA',
    instanceUid: `1.2.3.${n}.1.1`,
    sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    instanceNumber: 1,
    patientOrientation: ['L', 'F'],
    gate: { container: 'dicom', modality: 'DX', bodyPart: 'CHEST', viewPosition: 'PA', ageYears: 54 },
    pixels: {
      rows: 2000,
      columns: 1800,
      frames: 1,
      samplesPerPixel: 1,
      photometric: 'MONOCHROME2',
      sampleType: 'uint16',
      bitsStored: 12,
      rescale: { slope: 1, intercept: 0, unit: null },
      modalityLut: null,
      windows: [{ center: 2048, width: 4096, function: 'LINEAR' }],
      voiLut: null,
      padding: null,
      spacing: { rowMm: 0.2, columnMm: 0.2, provenance: 'pixel-spacing' },
      imagePositionMm: null,
      imageOrientation: null,
      lossy: false,
    },
    fileBytes: 7_200_000,
    fileSha256: sha256(`film ${n}`),
    warnings: [],
  };
}

/** A picture that names nobody. */
export function picture(n: number): InstanceDescription {
  const of = film(n, NOBODY);
  return {
    ...of,
    seriesUid: null,
    instanceUid: null,
    sopClassUid: null,
    gate: { container: 'png', modality: null, bodyPart: null, viewPosition: null, ageYears: null },
    fileSha256: sha256(`picture ${n}`),
  };
}

/** The input of an import of this description. */
export function importOf(
  description: InstanceDescription,
  name = 'film.dcm',
): CaseLogCalls['instance.import']['input'] {
  return { path: `/pictures/${name}`, sourceName: name, modifiedMs: 1_700_000_000_000.25, description };
}

/** What a network said of an instance. */
export function result(instanceId: number, change: Partial<AnalysisResult> = {}): AnalysisResult {
  return {
    input: { instanceId: instanceId as InstanceId, frame: 0, pixelSha256: sha256('pixels') },
    model: { id: 'chest-nodule' as ModelId, version: '1.0.0', sha256: sha256('model') },
    task: 'classification',
    verdict: 'above',
    refusal: null,
    insisted: false,
    operatingPoint: { name: 'default', label: 'nodule', threshold: 0.4, indeterminate: [0.35, 0.45] },
    warnings: [],
    probabilities: { nodule: 0.87, malignant: 0.31 },
    map: { label: 'nodule', rows: 2, columns: 2, values: [0.1, -0.2, 0.3, 1e-9] },
    timingsMs: { read: 5, prepare: 12.5, load: 300, run: 80, explain: 1 },
    provider: { name: 'cpu', threads: 2 },
    versions: { application: '0.1.0', onnxruntime: '1.30.0' },
    ...change,
  };
}

/** What a gate refused. */
export function refusal(instanceId: number): AnalysisResult {
  return result(instanceId, {
    verdict: 'refused',
    refusal: { code: 'modality-unsuitable', details: { modality: 'CT' } },
    probabilities: {},
    map: null,
  });
}

/** A half-typed report. */
export function draft(findings: string): ReportDraft {
  return {
    indication: '咳嗽',
    findings,
    impression: '',
    resultId: null,
    keyInstanceId: null,
    typedIdentity: null,
    signer: '',
    language: 'zh',
  };
}

/** A signed page about a case. */
export function page(caseId: number, identity: Identity, change: Partial<ReportContent> = {}): ReportContent {
  return {
    language: 'en',
    caseId: caseId as CaseId,
    identity,
    identitySource: 'image',
    study: { modality: 'DX', bodyPart: 'CHEST', lossy: false },
    indication: 'Cough',
    findings: 'A nodule in the right upper zone.',
    impression: 'CT advised.',
    keyInstanceId: null,
    quoted: null,
    opinion: null,
    signature: { signer: 'Dr. Li', at: '2024-03-02T08:00:00.000Z' },
    addendumTo: null,
    versions: { application: '0.1.0' },
    ...change,
  };
}

/** The input that stores a page. */
export function reportOf(content: ReportContent): CaseLogCalls['report.add']['input'] {
  return { content, pdfName: `report-${content.caseId}.pdf`, pdfSha256: sha256('pdf') };
}

/** A judgement's input. */
export function verdictOn(resultId: number, comment = ''): CaseLogCalls['judgement.add']['input'] {
  return { resultId: resultId as ResultId, kind: 'accept', comment };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
