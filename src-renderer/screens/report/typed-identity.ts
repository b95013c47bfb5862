import { TypedIdentity, type ReportDraft } from '../../../src-shared/findings/report.ts';

type Typing = NonNullable<ReportDraft['typedIdentity']>;

/** An identity of which nothing has been typed. */
export const BLANK_IDENTITY: Typing = { patientName: '', patientId: '', birthDate: '', sex: '', studyDate: '' };

/** The fields of a typed identity that are missing or no dates; none: it is complete. */
export function identityFaults(typed: Typing | null): ReadonlySet<keyof Typing> {
  const parsed = TypedIdentity.safeParse(typed ?? BLANK_IDENTITY);
  return new Set(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path[0] as keyof Typing));
}

/** A date as it is typed: eight digits get their hyphens, `20220314` becomes `2022-03-14`; anything else stays. */
export function dateAsTyped(text: string): string {
  return text.trim().replace(/^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})$/, '$1-$2-$3');
}
