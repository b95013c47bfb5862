import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { CodedError } from '../../src-shared/contract/coded.ts';
import { CaseId, ReportId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ReportDraft, SignedReport } from '../../src-shared/findings/report.ts';
import { KEY_IMAGE_SIDE } from '../../src-shared/report-page/key-images.ts';
import { draft, film, picture, result } from '../caselog/examples.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { Signing } = await import('./signing.ts');

const CASE = CaseId.parse(7);
const PDF = Buffer.from('%PDF-1.7 a page');
const PLAIN = Uint8Array.from([1]);
const MAPPED = Uint8Array.from([2]);
const AT = '2024-03-02T08:00:00.000Z';
const TYPED = { patientName: 'Doe', patientId: '9', birthDate: '', sex: 'F' as const, studyDate: '' };

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-signing-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A draft that shows the case's only picture and quotes its only result. */
const full = { ...draft('A nodule.'), resultId: 5, keyInstanceId: 3, language: 'en' } as ReportDraft;

interface Change {
  readonly draft?: ReportDraft | null;
  readonly description?: ReturnType<typeof film>;
  readonly judged?: boolean;
  readonly reports?: object[];
  readonly print?: () => Promise<Uint8Array>;
  readonly add?: (row: { pdfName: string }) => Promise<SignedReport>;
}

/** A case of one film and one result, with fakes that write down what happens in which order. */
function room(change: Change = {}) {
  const happened: string[] = [];
  const description = change.description ?? film(1);
  const judgement = { id: 1, resultId: 5, kind: 'accept', comment: '', at: AT };
  const instance = { id: 3, seriesId: 1, caseId: 7, path: '/films/a.dcm', modifiedMs: 1, description };
  const storedCase = {
    caseId: 7,
    identity: description.identity,
    sourceName: 'a.dcm',
    state: 'judged',
    series: [{ id: 1, number: 1, description: null, modality: 'DX', instances: [instance] }],
    results: [{ id: 5, at: AT, result: result(3) }],
    judgements: change.judged === false ? [] : [judgement],
    opinions: [],
    reports: change.reports ?? [],
    draft: change.draft === undefined ? full : change.draft,
  };
  let lastReport: SignedReport | undefined;
  const answers: Record<string, (input: never) => unknown> = {
    'case.get': () => storedCase,
    'instance.get': () => instance,
    'report.get': () => lastReport,
    'report.add': async (row: { content: SignedReport['content']; pdfName: string; pdfSha256: string }) => {
      happened.push(`row names ${row.pdfName}: ${pdfs().includes(row.pdfName) ? 'on disk' : 'not on disk'}`);
      if (change.add) return change.add(row);
      const { signer, at } = row.content.signature!;
      const addendumTo = row.content.addendumTo?.reportId ?? null;
      lastReport = { id: ReportId.parse(1), caseId: CASE, signer, signedAt: at, addendumTo, ...row };
      return lastReport;
    },
  };
  const call = vi.fn(async (name: string, input: never) => answers[name]!(input));
  const grant = vi.fn(async () => undefined);
  const keyImage = vi.fn(
    async (_id: number, _frame: number, _side: number, map: unknown) => (map ? MAPPED : PLAIN).buffer,
  );
  const print = vi.fn(async (..._given: unknown[]) => {
    happened.push('printed');
    return change.print ? change.print() : PDF;
  });
  const signing = new Signing({
    log: { call: call as never },
    reader: { grant, keyImage: keyImage as never },
    inference: {
      models: async () => [
        {
          key: 'program/x',
          source: 'program',
          folder: 'x',
          state: 'ready',
          refusal: null,
          manifest: ModelManifest.parse(shipped),
          verification: null,
          provider: { chosen: 'auto', used: 'cpu' },
        },
        {
          key: 'user/broken',
          source: 'user',
          folder: 'broken',
          state: 'refused',
          refusal: null,
          manifest: null,
          verification: null,
          provider: { chosen: 'auto', used: 'cpu' },
        },
      ],
    },
    printer: { print: print as never },
    dataFolder: folder,
    version: '0.1.0',
    readFirst: () => false,
  });
  return { signing, happened, call, grant, keyImage, print };
}

const pdfs = () => {
  try {
    return readdirSync(path.join(folder, 'reports'));
  } catch {
    return [];
  }
};

describe('signing a report', () => {
  it('prints, puts the PDF on disk and only then writes the row that names it', async () => {
    const at = room();
    const report = await at.signing.sign(CASE, ' Dr. Li ', null);
    expect(at.happened).toEqual(['printed', `row names ${report.pdfName}: on disk`]);
    expect(pdfs()).toEqual([report.pdfName]);
    const bytes = readFileSync(at.signing.fileOf(report));
    expect(bytes.equals(PDF)).toBe(true);
    expect(report.pdfSha256).toBe(createHash('sha256').update(PDF).digest('hex'));
  });

  it('prints the very content that it stores, signed with name and time', async () => {
    const at = room();
    const before = Date.now();
    const { content } = await at.signing.sign(CASE, ' Dr. Li ', null);
    expect(at.print.mock.calls[0]![0]).toEqual(content);
    expect(content).toMatchObject({
      caseId: 7,
      identity: film(1).identity,
      identitySource: 'image',
      findings: 'A nodule.',
      signature: { signer: 'Dr. Li' },
      quoted: { resultId: 5, judgement: { kind: 'accept' } },
      addendumTo: null,
      versions: { application: '0.1.0' },
    });
    const signedAt = Date.parse(content.signature!.at);
    expect(signedAt).toBeGreaterThanOrEqual(before);
    expect(signedAt).toBeLessThanOrEqual(Date.now());
  });

  it('leaves no signed report when the row fails', async () => {
    const at = room({ add: () => Promise.reject(new CodedError('disk-full')) });
    await expect(at.signing.sign(CASE, 'Dr. Li', null)).rejects.toMatchObject({ code: 'disk-full' });
    expect(at.call.mock.calls.filter(([name]) => name === 'report.add').length).toBe(1);
    expect(pdfs(), 'no page that looks signed').toEqual([]);
  });

  it('keeps the page where nobody knows whether the row was written', async () => {
    const at = room({ add: () => Promise.reject(new CodedError('internal-error')) });
    await expect(at.signing.sign(CASE, 'Dr. Li', null)).rejects.toMatchObject({ code: 'internal-error' });
    expect(pdfs().length).toBe(1);
  });

  it('never writes over a page that lies there already, such as one whose row failed', async () => {
    const failing = room({ add: () => Promise.reject(new CodedError('internal-error')) });
    await failing.signing.sign(CASE, 'Dr. Li', null).catch(() => undefined);
    const [orphan] = pdfs() as [string];
    writeFileSync(path.join(folder, 'reports', orphan), 'what was there');
    const report = await room().signing.sign(CASE, 'Dr. Li', null);
    expect(report.pdfName).not.toBe(orphan);
    expect(readFileSync(path.join(folder, 'reports', orphan), 'utf8')).toBe('what was there');
  });

  it('writes no row and no file when printing fails', async () => {
    const at = room({ print: () => Promise.reject(new CodedError('report-print-failed')) });
    await expect(at.signing.sign(CASE, 'Dr. Li', null)).rejects.toThrow('report-print-failed');
    expect(at.happened).toEqual(['printed']);
    expect(pdfs()).toEqual([]);
  });

  it.each([
    ['there is no draft', { draft: null }, 'Dr. Li', 'record-missing'],
    ['the case was signed already', { reports: [{ id: 1 }] }, 'Dr. Li', 'report-signed-already'],
    ['nobody signs', {}, '  ', 'report-signer-needed'],
    ['the picture names nobody and nothing was typed', { description: picture(3) }, 'Dr. Li', 'report-identity-needed'],
    ["it quotes another case's result", { draft: { ...full, resultId: 6 } as ReportDraft }, 'Dr. Li', 'record-missing'],
    [
      "it shows another case's picture",
      { draft: { ...full, keyInstanceId: 4 } as ReportDraft },
      'Dr. Li',
      'record-missing',
    ],
  ])('prints and keeps nothing when %s', async (_name, change, signer, code) => {
    const at = room(change);
    await expect(at.signing.sign(CASE, signer, null)).rejects.toMatchObject({ code });
    expect(at.happened).toEqual([]);
    expect(pdfs()).toEqual([]);
  });

  it('takes a typed identity where the picture names nobody, and marks it as typed', async () => {
    const { content } = await room({ description: picture(3) }).signing.sign(CASE, 'Dr. Li', TYPED);
    expect(content).toMatchObject({ identity: { patientName: 'Doe', patientId: '9' }, identitySource: 'typed' });
  });

  it('does not let a typed identity take the place of the one in the picture', async () => {
    const { content } = await room().signing.sign(CASE, 'Dr. Li', TYPED);
    expect(content).toMatchObject({ identity: film(1).identity, identitySource: 'image' });
  });

  it('keeps patient text out of the file name', async () => {
    const { pdfName } = await room().signing.sign(CASE, 'Dr. Li', null);
    expect(pdfName).toMatch(/^report-\d{4}-\d{2}-\d{2}-7-1\.pdf$/);
  });
});

describe('the pictures of a report', () => {
  it('are drawn by the reader from the granted file: plain, and with the map of a judged result', async () => {
    const at = room();
    await at.signing.sign(CASE, 'Dr. Li', null);
    expect(at.grant.mock.calls).toEqual([[[{ id: 3, path: '/films/a.dcm', fileSha256: film(1).fileSha256 }]]]);
    expect(at.keyImage.mock.calls).toEqual([
      [3, 0, KEY_IMAGE_SIDE, null],
      [3, 0, KEY_IMAGE_SIDE, result(3).map],
    ]);
    expect(at.print.mock.calls[0]![1]).toEqual({ plain: PLAIN, mapped: MAPPED });
  });

  it('show no map of a result that nobody has judged', async () => {
    const at = room({ judged: false });
    await at.signing.sign(CASE, 'Dr. Li', null);
    expect(at.print.mock.calls[0]![1]).toEqual({ plain: PLAIN, mapped: null });
  });

  it('are none where the draft shows none', async () => {
    const at = room({ draft: { ...full, keyInstanceId: null } });
    await at.signing.sign(CASE, 'Dr. Li', null);
    expect(at.keyImage).not.toHaveBeenCalled();
    expect(at.print.mock.calls[0]![1]).toEqual({ plain: null, mapped: null });
  });
});

describe('a preview', () => {
  it('is what signing would print, without a signature, and keeps nothing', async () => {
    const at = room();
    const preview = await at.signing.preview(CASE, full);
    expect(preview.signature).toBeNull();
    const { content } = await at.signing.sign(CASE, 'Dr. Li', null);
    expect({ ...content, signature: null }).toEqual(preview);
  });

  it('prints nothing and writes nothing', async () => {
    const at = room();
    await at.signing.preview(CASE, { ...full, findings: 'while typing' });
    expect(at.happened).toEqual([]);
    expect(at.call.mock.calls.map(([name]) => name)).toEqual(['case.get']);
  });
});

describe('an addendum', () => {
  it('is a signed page of its own that names the report, which stays as it is', async () => {
    const at = room();
    const first = await at.signing.sign(CASE, 'Dr. Li', null);
    const before = readFileSync(at.signing.fileOf(first));
    const added = await at.signing.addendum(first.id, { text: 'Seen again.', signer: ' Dr. Wu ' });
    expect(added.content).toMatchObject({
      identity: first.content.identity,
      findings: 'Seen again.',
      impression: '',
      quoted: null,
      keyInstanceId: null,
      signature: { signer: 'Dr. Wu' },
      addendumTo: { reportId: first.id, signedAt: first.signedAt },
    });
    expect(added.pdfName).not.toBe(first.pdfName);
    expect(at.happened.at(-1)).toBe(`row names ${added.pdfName}: on disk`);
    expect(pdfs().sort()).toEqual([first.pdfName, added.pdfName].sort());
    expect(readFileSync(at.signing.fileOf(first)).equals(before)).toBe(true);
  });

  it('needs a signer', async () => {
    const at = room();
    const first = await at.signing.sign(CASE, 'Dr. Li', null);
    await expect(at.signing.addendum(first.id, { text: 'x', signer: ' ' })).rejects.toThrow('report-signer-needed');
    expect(pdfs()).toEqual([first.pdfName]);
  });
});

describe('the file of a report', () => {
  it.each(['../../../etc/passwd', '/etc/passwd', 'reports/../x.pdf'])('is never outside its folder: %s', (pdfName) => {
    const file = room().signing.fileOf({ pdfName });
    expect(path.dirname(file)).toBe(path.join(folder, 'reports'));
  });
});
