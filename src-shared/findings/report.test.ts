import { describe, expect, it } from 'vitest';
import { Addendum, ReportContent, ReportDraft, SignedReport, TypedIdentity } from './report.ts';

const AT = '2026-11-21T07:46:31.000Z';
const typed = { patientName: 'Doe', patientId: '9', birthDate: '2022-03-14', sex: 'F', studyDate: '' };
const draft = {
  indication: '',
  findings: '',
  impression: '',
  resultId: null,
  keyInstanceId: null,
  typedIdentity: null,
  signer: '',
  language: 'zh',
};
const identity = {
  patientId: 'P1',
  issuer: null,
  patientName: 'Roe, Ann',
  birthDate: null,
  sex: null,
  studyUid: null,
  studyDate: null,
  studyTime: null,
  studyDescription: null,
  accession: null,
};
const content = {
  language: 'en',
  caseId: 1,
  identity,
  identitySource: 'image',
  study: { modality: 'DX', bodyPart: null, lossy: false },
  indication: '',
  findings: 'A nodule.',
  impression: '',
  keyInstanceId: 3,
  quoted: null,
  opinion: null,
  signature: { signer: 'Dr. Li', at: AT },
  addendumTo: null,
  versions: { application: '0.1.0' },
};
const signed = {
  id: 1,
  caseId: 1,
  signer: 'Dr. Li',
  signedAt: AT,
  addendumTo: null,
  pdfName: 'report-2026-11-21-1-1.pdf',
  pdfSha256: 'a'.repeat(64),
  content,
};

describe('an identity typed by the person who signs', () => {
  it('needs a name and a number; what is not known may be empty', () => {
    expect(TypedIdentity.parse(typed)).toEqual(typed);
    expect(TypedIdentity.safeParse({ ...typed, birthDate: '', sex: '' }).success).toBe(true);
    for (const nothing of ['', '   ', '\t\n']) {
      expect(TypedIdentity.safeParse({ ...typed, patientName: nothing }).success).toBe(false);
      expect(TypedIdentity.safeParse({ ...typed, patientId: nothing }).success).toBe(false);
    }
  });

  it('is kept without the blanks around it', () => {
    expect(TypedIdentity.parse({ ...typed, patientName: '  王 小明 ' }).patientName).toBe('王 小明');
  });

  it.each(['14.03.2022', '2022-3-14', '2022-02-30', '20220314', '2022-03-14T00:00:00Z', 'unknown'])(
    'does not take %j for a date',
    (birthDate) => {
      expect(TypedIdentity.safeParse({ ...typed, birthDate }).success).toBe(false);
      expect(TypedIdentity.safeParse({ ...typed, studyDate: birthDate }).success).toBe(false);
    },
  );

  it.each([{ sex: 'X' }, { patientName: 'x'.repeat(201) }, { patientId: 'x'.repeat(65) }, { patientId: 9 }])(
    'is refused with %j',
    (change) => {
      expect(TypedIdentity.safeParse({ ...typed, ...change }).success).toBe(false);
    },
  );
});

describe('a draft', () => {
  it('is kept as it is typed: empty, and with half an identity', () => {
    expect(ReportDraft.parse(draft)).toEqual(draft);
    const half = { ...draft, typedIdentity: { ...typed, patientName: ' ', patientId: '', birthDate: '2022-' } };
    expect(ReportDraft.parse(half)).toEqual(half);
  });

  it.each([
    ['endless findings', { findings: 'x'.repeat(20_001) }],
    ['an endless indication', { indication: 'x'.repeat(4001) }],
    ['an endless impression', { impression: 'x'.repeat(8001) }],
    ['a language that does not exist', { language: 'de' }],
    ['a result that is no row', { resultId: 0 }],
    ['a picture that is a path', { keyInstanceId: '/films/a.dcm' }],
    ['no answer to who signs', { signer: null }],
  ])('is refused with %s', (_name, change) => {
    expect(ReportDraft.safeParse({ ...draft, ...change }).success).toBe(false);
  });

  it.each(Object.keys(draft))('says something of %s, if only that there is nothing', (field) => {
    const { [field]: _gone, ...rest } = draft as Record<string, unknown>;
    expect(ReportDraft.safeParse(rest).success).toBe(false);
  });
});

describe('an addendum', () => {
  it('has a text and a signer, without the blanks around them', () => {
    expect(Addendum.parse({ text: ' Seen again. ', signer: ' Dr. Wu ' })).toEqual({
      text: 'Seen again.',
      signer: 'Dr. Wu',
    });
  });

  it.each([
    { text: ' ', signer: 'Dr. Wu' },
    { text: 'x', signer: '\n' },
    { text: 'x'.repeat(20_001), signer: 'Dr. Wu' },
    { text: 'x' },
  ])('is never without one of them: %#', (addendum) => {
    expect(Addendum.safeParse(addendum).success).toBe(false);
  });
});

describe('a signed report', () => {
  it('is accepted as it is stored', () => {
    expect(SignedReport.parse(signed)).toEqual(signed);
  });

  it.each(Object.keys(signed))('is never without its %s', (field) => {
    const { [field]: _gone, ...rest } = signed as Record<string, unknown>;
    expect(SignedReport.safeParse(rest).success).toBe(false);
  });

  it.each(Object.keys(content))('has a page that is never without its %s', (field) => {
    const { [field]: _gone, ...rest } = content as Record<string, unknown>;
    expect(ReportContent.safeParse(rest).success).toBe(false);
  });

  it.each([
    ['a hash that is none', { pdfSha256: 'abc' }],
    ['a time that is not UTC', { signedAt: '2026-11-21T07:46:31+08:00' }],
    ['a page whose identity came from nowhere', { content: { ...content, identitySource: 'guessed' } }],
    ['a signature without a time', { content: { ...content, signature: { signer: 'Dr. Li' } } }],
    ['an addendum to nothing', { content: { ...content, addendumTo: { reportId: null, signedAt: AT } } }],
  ])('is refused with %s', (_name, change) => {
    expect(SignedReport.safeParse({ ...signed, ...change }).success).toBe(false);
  });
});
