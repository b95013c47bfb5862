import type { ReportContent, SignedReport } from '../findings/report.ts';

/**
 * The content of an addendum's page: patient and study of the signed report, and the new text alone. Nothing of the
 * report is repeated, it stands unchanged.
 *
 * @param version of the application
 */
export function addendumContent(
  report: Pick<SignedReport, 'id' | 'signedAt' | 'content'>,
  text: string,
  signature: ReportContent['signature'],
  version: string,
): ReportContent {
  const { keyFrame: _frame, keyPicture: _picture, ...content } = report.content;
  return {
    ...content,
    indication: '',
    findings: text,
    impression: '',
    keyInstanceId: null,
    quoted: null,
    opinion: null,
    signature,
    addendumTo: { reportId: report.id, signedAt: report.signedAt },
    versions: { application: version },
  };
}
