import { CaseId, InstanceId, ReportId, ResultId } from '../contract/ids.ts';
import { Identity } from '../imaging/instance.ts';
import { z } from '../schema.ts';
import { Judgement, Opinion } from './judgement.ts';
import { BothLanguages, ModelLabel } from './manifest.ts';
import { AnalysisResult } from './result.ts';

export const Language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof Language>;

/** Who the patient is when the picture does not say: typed by the person who signs and marked so for ever. */
export const TypedIdentity = z.object({
  patientName: z.string().trim().min(1).max(200),
  patientId: z.string().trim().min(1).max(64),
  birthDate: z.union([z.iso.date(), z.literal('')]),
  sex: z.enum(['F', 'M', 'O', '']),
  studyDate: z.union([z.iso.date(), z.literal('')]),
});
export type TypedIdentity = z.infer<typeof TypedIdentity>;

const KeyFrame = z.number().int().min(0).max(99_999);
const letters = z.string().max(3);

/** Which picture of the study the key image is, by the file's own numbers, and what its edges show of the patient; `?`: unknown. */
export const KeyPicture = z.object({
  seriesNumber: z.number().int().nullable(),
  imageNumber: z.number().int().nullable(),
  /** Counted from 1; null: it has only one. */
  frameNumber: z.number().int().nullable(),
  edges: z.object({ left: letters, right: letters, top: letters, bottom: letters }),
});
export type KeyPicture = z.infer<typeof KeyPicture>;

/** What a person has typed so far. Saved as it is typed; texts may be empty, the typed identity incomplete. */
export const ReportDraft = z.object({
  indication: z.string().max(4000),
  findings: z.string().max(20_000),
  impression: z.string().max(8000),
  /** The result whose key image and word go into the report; null: none. */
  resultId: ResultId.nullable(),
  keyInstanceId: InstanceId.nullable(),
  /** Of the key instance, from 0; absent: the frame that was analysed, else the first. */
  keyFrame: KeyFrame.optional(),
  typedIdentity: z
    .object({
      patientName: z.string().max(200),
      patientId: z.string().max(64),
      birthDate: z.string().max(10),
      sex: z.enum(['F', 'M', 'O', '']),
      studyDate: z.string().max(10),
    })
    .nullable(),
  signer: z.string().max(200),
  language: Language,
});
export type ReportDraft = z.infer<typeof ReportDraft>;

/** The network's word as a report quotes it: enough to print it without the model at hand. */
export const QuotedResult = z.object({
  resultId: ResultId,
  result: AnalysisResult,
  model: z.object({ title: BothLanguages, limits: BothLanguages, labels: z.array(ModelLabel) }),
  /** The last judgement; null: not judged, and then its word is not printed as a finding. */
  judgement: Judgement.nullable(),
});
export type QuotedResult = z.infer<typeof QuotedResult>;

export const Addendum = z.object({
  text: z.string().trim().min(1).max(20_000),
  signer: z.string().trim().min(1).max(200),
});
export type Addendum = z.infer<typeof Addendum>;

/**
 * The whole content of one report page. The same value feeds the live preview, the printed page and the stored record;
 * `signature` is null in a preview. Key images are named, never embedded.
 */
export const ReportContent = z.object({
  language: Language,
  caseId: CaseId,
  identity: Identity,
  identitySource: z.enum(['image', 'typed']),
  study: z.object({ modality: z.string().nullable(), bodyPart: z.string().nullable(), lossy: z.boolean() }),
  indication: z.string(),
  findings: z.string(),
  impression: z.string(),
  keyInstanceId: InstanceId.nullable(),
  keyFrame: KeyFrame.optional(),
  /** What is printed with the key image; absent in older reports. */
  keyPicture: KeyPicture.optional(),
  quoted: QuotedResult.nullable(),
  opinion: Opinion.nullable(),
  signature: z.object({ signer: z.string(), at: z.iso.datetime() }).nullable(),
  /** The signed report that this one adds to, with what it adds; null: a first report. */
  addendumTo: z.object({ reportId: ReportId, signedAt: z.iso.datetime() }).nullable(),
  versions: z.object({ application: z.string() }),
});
export type ReportContent = z.infer<typeof ReportContent>;

/** A signed report as listed with its case. `pdfSha256` is that of the file written at signing. */
export const SignedReport = z.object({
  id: ReportId,
  caseId: CaseId,
  signer: z.string(),
  signedAt: z.iso.datetime(),
  addendumTo: ReportId.nullable(),
  pdfName: z.string(),
  pdfSha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: ReportContent,
});
export type SignedReport = z.infer<typeof SignedReport>;
