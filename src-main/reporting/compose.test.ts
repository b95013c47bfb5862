import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import {
  ReportContent,
  type ReportDraft,
  type SignedReport,
  type TypedIdentity,
} from '../../src-shared/findings/report.ts';
import type { Identity } from '../../src-shared/imaging/instance.ts';
import { emptyDraft } from '../../src-shared/report-page/report-draft.ts';
import type { StoredCase } from '../caselog/calls.ts';
import { composeAddendum, composeReport, type ReportParts } from './compose.ts';

const HASH = 'a'.repeat(64);
const SIGNATURE = { signer: ' Dr Reader ', at: '2026-11-21T07:46:31.000Z' };
const TYPED: TypedIdentity = { patientName: 'Doe', patientId: '9', birthDate: '', sex: 'F', studyDate: '2026-11-20' };

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
const SOMEBODY: Identity = { ...NOBODY, patientName: 'Roe, Ann', patientId: 'P1', birthDate: '2022-03-14', sex: 'F' };

const RESULT = {
  input: { instanceId: 3, frame: 0, pixelSha256: HASH },
  model: { id: 'chest', version: '1.0.0', sha256: HASH },
  task: 'classification',
  verdict: 'above',
  refusal: null,
  insisted: false,
  operatingPoint: { name: 'default', label: 'pneumonia', threshold: 0.5, indeterminate: null },
  warnings: [],
  probabilities: { pneumonia: 0.9 },
  map: null,
  timingsMs: { read: 1, prepare: 1, load: 1, run: 1, explain: 1 },
  provider: { name: 'cpu', threads: 2 },
  versions: { application: '0.1.0', onnxruntime: '1.30.0' },
};

const instance = (id: number, lossy: boolean) => ({
  id,
  description: {
    ...{
      gate: { modality: 'DX', bodyPart: 'CHEST' },
      seriesNumber: 2,
      instanceNumber: id,
      patientOrientation: ['R', 'F'],
    },
    pixels: { lossy, frames: 1, imageOrientation: null },
  },
});

function caseWith(change: object = {}): StoredCase {
  return {
    caseId: 7,
    identity: SOMEBODY,
    series: [{ instances: [instance(3, false), instance(4, true)] }],
    results: [{ id: 5, at: SIGNATURE.at, result: RESULT }],
    judgements: [],
    opinions: [],
    reports: [],
    draft: null,
    ...change,
  } as unknown as StoredCase;
}

const MANIFEST = {
  id: 'chest',
  version: '1.0.0',
  file: { sha256: HASH },
  title: { en: 'Chest', zh: '胸片' },
  limits: { en: 'Limits', zh: '局限' },
  outputs: [],
} as unknown as ModelManifest;

function parts(
  change: Partial<ReportParts> = {},
  draft: Partial<Record<keyof ReportDraft, unknown>> = {},
): ReportParts {
  return {
    storedCase: caseWith(),
    draft: { ...emptyDraft('en', ''), findings: 'Clear.', ...draft } as ReportDraft,
    models: [MANIFEST],
    version: '0.1.0',
    signature: SIGNATURE,
    typedIdentity: null,
    hideResults: false,
    addendumTo: null,
    ...change,
  };
}

describe('composeReport', () => {
  it('says which picture the key image is, and where the patient’s sides are on it', () => {
    const edges = { left: 'L', right: 'R', top: 'H', bottom: 'F' };
    expect(composeReport(parts({}, { keyInstanceId: 3 as never }))).toMatchObject({
      keyFrame: 0,
      keyPicture: { seriesNumber: 2, imageNumber: 3, frameNumber: null, edges },
    });
    const frames = instance(3, false);
    const of = (imageOrientation: number[]) => ({ imageOrientation });
    const pixels = {
      ...frames.description.pixels,
      frames: 2,
      perFrame: [of([1, 0, 0, 0, 1, 0]), of([0, 1, 0, 0, 0, -1])],
    };
    const storedCase = caseWith({
      series: [{ instances: [{ ...frames, description: { ...frames.description, pixels } }] }],
    });
    const second = composeReport(parts({ storedCase }, { keyInstanceId: 3 as never, keyFrame: 1 }));
    expect(second.keyPicture).toMatchObject({
      frameNumber: 2,
      edges: { left: 'A', right: 'P', top: 'H', bottom: 'F' },
    });
    expect(() => composeReport(parts({ storedCase }, { keyInstanceId: 3 as never, keyFrame: 2 }))).toThrow(
      'record-missing',
    );
  });

  it('makes a valid content with the identity of the picture', () => {
    const content = composeReport(parts({}, { resultId: 5, keyInstanceId: 3 }));
    expect(ReportContent.parse(content)).toEqual(content);
    expect(content).toMatchObject({
      identity: SOMEBODY,
      identitySource: 'image',
      study: { modality: 'DX', bodyPart: 'CHEST', lossy: false },
      signature: { signer: 'Dr Reader' },
      quoted: { judgement: null, model: { title: { en: 'Chest' } } },
    });
  });

  it('never puts a typed identity in the place of one that the picture states', () => {
    const content = composeReport(parts({ typedIdentity: TYPED }, { typedIdentity: TYPED }));
    expect(content).toMatchObject({ identity: SOMEBODY, identitySource: 'image' });
  });

  it('asks for a typed identity where the picture names nobody, and marks it', () => {
    const storedCase = caseWith({ identity: { ...NOBODY, studyDate: '2026-11-19' } });
    expect(() => composeReport(parts({ storedCase }, { typedIdentity: TYPED }))).toThrow('report-identity-needed');
    const blank = { ...TYPED, patientId: '  ' };
    expect(() => composeReport(parts({ storedCase, typedIdentity: blank }))).toThrow('report-identity-needed');
    const content = composeReport(parts({ storedCase, typedIdentity: TYPED }));
    expect(content.identitySource).toBe('typed');
    expect(content.identity).toMatchObject({
      patientName: 'Doe',
      patientId: '9',
      birthDate: null,
      sex: 'F',
      // what the picture does say stands
      studyDate: '2026-11-19',
    });
  });

  it('previews an incomplete typed identity', () => {
    const typedIdentity = { ...TYPED, patientId: '' };
    const content = composeReport(
      parts({ storedCase: caseWith({ identity: NOBODY }), signature: null }, { typedIdentity }),
    );
    expect(content).toMatchObject({ identitySource: 'typed', identity: { patientName: 'Doe', patientId: null } });
  });

  it('needs a signer', () => {
    expect(() => composeReport(parts({ signature: { ...SIGNATURE, signer: ' ' } }))).toThrow('report-signer-needed');
  });

  it('quotes the last judgement of the result and no other', () => {
    const judged = (id: number, resultId: number, kind: string) => ({
      id,
      resultId,
      kind,
      comment: '',
      at: SIGNATURE.at,
    });
    const judgements = [judged(1, 5, 'accept'), judged(2, 5, 'reject'), judged(3, 6, 'accept')];
    const content = composeReport(parts({ storedCase: caseWith({ judgements }) }, { resultId: 5 }));
    expect(content.quoted?.judgement).toMatchObject({ id: 2, kind: 'reject' });
  });

  it('carries the insisted mark and the own first reading', () => {
    const results = [{ id: 5, at: SIGNATURE.at, result: { ...RESULT, insisted: true } }];
    const opinions = [{ caseId: 7, present: 'unsure', comment: 'Rib?', at: SIGNATURE.at }];
    const content = composeReport(parts({ storedCase: caseWith({ results, opinions }) }, { resultId: 5 }));
    expect(content.quoted?.result.insisted).toBe(true);
    expect(content.opinion).toMatchObject({ present: 'unsure', comment: 'Rib?' });
  });

  it('quotes no network’s word that waits behind the person’s own reading', () => {
    const judgements = [{ id: 1, resultId: 5, kind: 'accept', comment: '', at: SIGNATURE.at }];
    for (const signature of [null, SIGNATURE]) {
      const storedCase = caseWith({ judgements });
      const hidden = composeReport(parts({ storedCase, signature, hideResults: true }, { resultId: 5 }));
      expect(hidden.quoted).toBeNull();
      expect(JSON.stringify(hidden)).not.toContain('probabilities');
      const shown = composeReport(parts({ storedCase, signature }, { resultId: 5 }));
      expect(shown.quoted?.result.probabilities).toEqual({ pneumonia: 0.9 });
    }
  });

  it('sets the own reading beside a network’s word, or alone where there is none', () => {
    const opinions = [{ caseId: 7, present: 'no', comment: '', at: SIGNATURE.at, revealedUpTo: 0 }];
    const opinionIn = (change: object, resultId: number | null) =>
      composeReport(parts({ storedCase: caseWith({ opinions, ...change }) }, { resultId })).opinion;
    const refused = [{ id: 5, at: SIGNATURE.at, result: { ...RESULT, verdict: 'refused' } }];
    expect(opinionIn({}, 5)).toMatchObject({ present: 'no', revealedUpTo: 0 });
    expect(opinionIn({ results: [] }, null)).toMatchObject({ present: 'no' });
    expect(opinionIn({ results: refused }, null)).toMatchObject({ present: 'no' });
    expect(opinionIn({}, null)).toBeNull();
  });

  it('names a model by its id alone when exactly that model is no longer there', () => {
    const models = [{ ...MANIFEST, file: { ...MANIFEST.file, sha256: 'b'.repeat(64) } }];
    const { quoted } = composeReport(parts({ models }, { resultId: 5 }));
    expect(quoted?.model).toMatchObject({ title: { en: 'chest' }, labels: [] });
    expect(quoted?.model.limits.zh).toContain('不再安装');
  });

  it('quotes the limits of the version that answered, not those of a newer one with the same network', () => {
    const newer = { ...MANIFEST, version: '1.1.0', limits: { en: 'Other limits', zh: '其他局限' } };
    const { quoted } = composeReport(parts({ models: [newer, MANIFEST] }, { resultId: 5 }));
    expect(quoted?.model.limits.en).toBe('Limits');
  });

  it('marks loss by the picture that is shown, and by any where none is', () => {
    expect(composeReport(parts({}, { keyInstanceId: 4 })).study.lossy).toBe(true);
    expect(composeReport(parts({}, { keyInstanceId: 3 })).study.lossy).toBe(false);
    expect(composeReport(parts()).study.lossy).toBe(true);
  });

  it('refuses results and pictures of another case', () => {
    expect(() => composeReport(parts({}, { resultId: 99 }))).toThrow('record-missing');
    expect(() => composeReport(parts({}, { keyInstanceId: 99 }))).toThrow('record-missing');
  });
});

describe('composeAddendum', () => {
  it('repeats the patient and nothing else, and names the report', () => {
    const content = composeReport(parts({}, { resultId: 5, keyInstanceId: 3, impression: 'Old.' }));
    const report = { id: 2, signedAt: SIGNATURE.at, content } as unknown as SignedReport;
    const addendum = composeAddendum(report, { text: 'New.', signer: 'B' }, '0.2.0', '2026-11-22T00:00:00.000Z');
    expect(ReportContent.parse(addendum)).toMatchObject({
      identity: SOMEBODY,
      findings: 'New.',
      impression: '',
      quoted: null,
      keyInstanceId: null,
      addendumTo: { reportId: 2, signedAt: SIGNATURE.at },
      versions: { application: '0.2.0' },
    });
    expect(() => composeAddendum(report, { text: 'x', signer: ' ' }, '', SIGNATURE.at)).toThrow('report-signer-needed');
  });
});
