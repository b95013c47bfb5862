import type { Language, ReportDraft } from '../findings/report.ts';

/** A report on which nothing has been typed yet. */
export function emptyDraft(language: Language, signer: string): ReportDraft {
  return {
    indication: '',
    findings: '',
    impression: '',
    resultId: null,
    keyInstanceId: null,
    typedIdentity: null,
    signer,
    language,
  };
}
