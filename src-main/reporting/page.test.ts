import { describe, expect, it } from 'vitest';
import type { EvaluationContent } from '../../src-shared/evaluation-page/evaluation-content.ts';
import { evaluateLabel } from '../../src-shared/evaluation/classification-evaluation.ts';
import type { Evaluation } from '../../src-shared/evaluation/evaluation.ts';
import type { EvaluatedCase } from '../../src-shared/evaluation/labelled-case.ts';
import type { QuotedResult, ReportContent } from '../../src-shared/findings/report.ts';
import { translate } from '../../src-shared/language/messages.ts';
import { evaluationDocument, reportDocument, sheetDocument } from './page.ts';

const HASH = 'c'.repeat(64);
const AT = '2026-11-21T07:46:31.000Z';

function content(change: object = {}): ReportContent {
  return {
    language: 'en',
    caseId: 7,
    identity: {
      patientId: 'P1',
      patientName: 'Roe, Ann',
      birthDate: '2022-03-14',
      sex: 'F',
      studyDate: '2026-11-20',
      accession: null,
    },
    identitySource: 'image',
    study: { modality: 'DX', bodyPart: 'CHEST', lossy: false },
    indication: '',
    findings: 'Clear lungs.',
    impression: 'No finding.',
    keyInstanceId: null,
    quoted: null,
    opinion: null,
    signature: { signer: 'Dr Reader', at: AT },
    addendumTo: null,
    versions: { application: '0.1.0' },
    ...change,
  } as unknown as ReportContent;
}

function quoted(change: object = {}, result: object = {}): QuotedResult {
  return {
    resultId: 5,
    result: {
      input: { instanceId: 3, frame: 0, pixelSha256: HASH },
      model: { id: 'chest', version: '1.0.0', sha256: HASH },
      verdict: 'above',
      refusal: null,
      insisted: false,
      operatingPoint: { label: 'pneumonia', threshold: 0.5, indeterminate: [0.3, 0.6] },
      warnings: [],
      probabilities: { pneumonia: 0.934, bacterial: 0.71 },
      versions: { onnxruntime: '1.30.0' },
      ...result,
    },
    model: {
      title: { en: 'Chest', zh: '胸片' },
      limits: { en: 'Limits.', zh: '局限。' },
      labels: [
        { id: 'pneumonia', title: { en: 'Pneumonia', zh: '肺炎' }, given: null },
        { id: 'bacterial', title: { en: 'Bacterial', zh: '细菌性' }, given: 'pneumonia' },
      ],
    },
    judgement: { id: 1, resultId: 5, kind: 'accept', comment: 'Agreed.', at: AT },
    ...change,
  } as unknown as QuotedResult;
}

function page(value: ReportContent, pictures: { plain: string | null; mapped: string | null } | null = null): string {
  return reportDocument(value, { plain: null, mapped: null, ...pictures, styles: ['report.css'], fonts: [] });
}

/** What a reader of the page sees of it. */
function words(html: string): string {
  return html
    .replace(/<!--.*?-->/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

describe('reportDocument', () => {
  it('escapes what files and people say, and shows what would hide', () => {
    const name = '<img src=x onerror=alert(1)>\u202eevil';
    const hostile = content({
      identity: { ...content().identity, patientName: name, patientId: '"><script>alert(1)</script>' },
      findings: '</p><script src="https://example.org/x.js"></script>',
      signature: { signer: '<a href="https://example.org">x</a>', at: AT },
    });
    const html = page(hostile);
    expect(html).not.toMatch(/<script/i);
    expect(html).not.toMatch(/<img/i);
    expect(html).not.toMatch(/<a\s/i);
    const tags = html.match(/<[^>]+>/g) ?? [];
    expect(tags.filter((tag) => /(?:href|src)\s*=\s*["']?(?:[a-z]+:|\/)/i.test(tag))).toEqual([]);
    expect(html).not.toContain('\u202e');
    expect(html).toContain('&lt;img src=x onerror=alert(1)>⟨U+202E⟩evil');
  });

  it('has no script, no link and a title without the patient', () => {
    const html = page(content({ quoted: quoted(), keyInstanceId: 3 }), { plain: 'plain.png', mapped: 'mapped.png' });
    expect(html).not.toMatch(/<script|javascript:|https?:|\son[a-z]+=|\sstyle=/i);
    expect(/<title>(.*?)<\/title>/.exec(html)?.[1]).toBe('Skiagraph report');
  });

  it('names the patient, the study, the number and both times', () => {
    const text = words(page(content()));
    for (const part of ['Roe, Ann', 'P1', '2022-03-14', 'female', '2026-11-20', 'DX', 'CHEST', '7-20261121-074631'])
      expect(text).toContain(part);
    expect(text).toContain('2026-11-21 07:46:31 UTC');
    expect(text).toMatch(/\(UTC[+−]\d\d:\d\d\)/);
    expect(text).not.toContain('Draft');
  });

  it('says that it is a draft, and that an identity was typed', () => {
    const text = words(page(content({ signature: null, identitySource: 'typed' })));
    expect(text).toContain('Draft — not signed');
    expect(text).toContain('Identity typed by the signer');
  });

  it('prints no word of a result that nobody has judged', () => {
    const text = words(page(content({ quoted: quoted({ judgement: null }) })));
    expect(text).toContain('No reader has judged it');
    expect(text).not.toMatch(/93 %|operating point|71 %/);
  });

  it('prints a judged word as the machine’s, with the judgement', () => {
    const text = words(page(content({ quoted: quoted() })));
    expect(text).toContain('Pneumonia: above the operating point 93 %');
    expect(text).toContain('operating point 50 %');
    expect(text).toContain('Bacterial 71 %');
    expect(text).toContain('Accepted by the reader Agreed.');
    expect(text).toContain('Not a diagnosis; research use only.');
    expect(text).toContain('chest 1.0.0, sha256 cccccccccccc');
  });

  it('says nothing about what presupposes a finding that lies below', () => {
    const text = words(
      page(content({ quoted: quoted({}, { verdict: 'below', probabilities: { pneumonia: 0.1, bacterial: 0.7 } }) })),
    );
    expect(text).toContain('below the operating point');
    expect(text).not.toContain('Bacterial');
  });

  it('calls no probability calibrated that is not', () => {
    const said = (result: object) => words(page(content({ quoted: quoted({}, result) })));
    expect(said({})).toContain('calibrated probability · operating point 50 %');
    const raw = said({ warnings: [{ code: 'result-uncalibrated', details: {} }] });
    expect(raw).toContain('probability, not calibrated · operating point 50 %');
    expect(raw).not.toContain('calibrated probability');
  });

  it('marks an insisted result and explains an indeterminate one', () => {
    const refusal = { code: 'age-unsuitable', details: {} };
    const text = words(page(content({ quoted: quoted({}, { verdict: 'indeterminate', insisted: true, refusal }) })));
    expect(text).toContain('insisted');
    expect(text).toContain('A person asked for this result although the picture was refused');
    expect(text).toContain('between 30 % and 60 %');
  });

  it.each([
    ['where nothing had been shown', 0, true],
    ['where a result had been shown', 4, false],
    ['where an earlier run of the same may have been', 5, false],
  ])('says that the own reading came first only %s', (_name, revealedUpTo, first) => {
    const opinion = { caseId: 7, present: 'yes', comment: '', at: AT, revealedUpTo };
    const text = words(page(content({ opinion, quoted: quoted() })));
    expect(text.includes('Written before the network’s word was shown')).toBe(first);
    expect(text.includes('own first reading')).toBe(first);
    expect(text.includes('may already have been seen')).toBe(!first);
  });

  it('says nothing of an order where no network’s word is on the page', () => {
    const opinion = { caseId: 7, present: 'no', comment: '', at: AT, revealedUpTo: 0 };
    const text = words(page(content({ opinion })));
    expect(text).toContain('Reader’s own reading');
    expect(text).not.toContain('network’s word');
  });

  it('prints the own first reading and the lossy mark', () => {
    const opinion = { caseId: 7, present: 'yes', comment: 'Right base', at: AT };
    const text = words(page(content({ opinion, study: { ...content().study, lossy: true } })));
    expect(text).toContain('Finding present: Right base');
    expect(text).toContain('compressed with loss');
  });

  it('refers an addendum to its report', () => {
    const addendumTo = { reportId: 2, signedAt: '2026-11-20T01:02:03.000Z' };
    const text = words(page(content({ addendumTo, findings: 'New.', impression: '' })));
    expect(text).toContain('adds to report 7-20261120-010203');
    expect(text).not.toContain('Impression');
  });

  it('is written in the language of the report', () => {
    const html = page(content({ language: 'zh', quoted: quoted() }));
    expect(html).toContain('<html lang="zh-CN">');
    expect(words(html)).toContain('肺炎： 高于判定阈值');
  });

  it('finds every text of the page in both catalogues', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(page(content({ language, signature: null, quoted: quoted() }))).not.toContain('[report.');
      expect(translate(language, 'report.page.title')).not.toContain('[');
    }
  });
});

describe('the page of an evaluation', () => {
  const told = (file: string, probability: number, positive: boolean, machine: string): EvaluatedCase => ({
    row: { file, labels: positive ? ['a'] : [], mask: null, groups: { machine } },
    probabilities: { a: probability },
    masks: {},
    refused: false,
  });
  const cases = [
    told('1.png', 0.9, true, 'X'),
    told('<b>2</b>.png', 0.8, false, '<i>Y</i>'),
    told('3.png', 0.1, false, 'X'),
    told('4.png', 0.7, true, '<i>Y</i>'),
  ];
  const evaluation = {
    model: { id: 'm', version: '1.0.0', sha256: HASH },
    ...{ task: 'classification', at: AT, cases: 4, refused: 1, missing: 0, unlabelled: 0, failed: 0 },
    ...{ patients: null, prevalence: 0.2, ignored: null, choice: null, masks: [] },
    labels: [evaluateLabel(cases, { id: 'a', given: null, threshold: 0.5 }, 0.2)],
  } as Evaluation;
  const outputs = [{ kind: 'logits', labels: [{ id: 'a', title: { en: 'Alpha', zh: '甲' }, given: null }] }];
  const model = {
    title: { en: 'Model', zh: '模型' },
    outputs,
    training: { data: [{ name: 'Some set' }] },
  } as unknown as EvaluationContent['model'];
  const page = (language: 'en' | 'zh') =>
    evaluationDocument({ evaluation, model, language, version: '0.1.0' }, { styles: ['report.css'], fonts: [] });

  it.each(['en', 'zh'] as const)('draws its plots without a script, and names no missing key (%s)', (language) => {
    const html = page(language);
    for (const plot of ['roc', 'precision-recall', 'calibration', 'confusion'])
      expect(html).toContain(`data-plot="${plot}"`);
    expect(html).not.toMatch(/<script|\sstyle=|\[evaluate\./);
    expect(html).not.toContain('NaN');
    expect(html).toContain(language === 'en' ? 'Alpha' : '甲');
  });

  it('shows names of files and subgroups as text', () => {
    expect(page('en')).toContain('&lt;b>2&lt;/b>.png');
    expect(page('en')).toContain('&lt;i>Y&lt;/i>');
  });

  it('says what the figures are worth, and of whom', () => {
    expect(page('en')).toContain(translate('en', 'evaluate.training', { data: 'Some set' }));
    expect(page('en')).toContain(translate('en', 'evaluate.patients-unnamed'));
  });
});

describe('pictures and tables of the screen as a page', () => {
  const sheet = {
    ...{ title: 'Roe, Ann <b>', lines: ['ID P1', '2026-11-20'], language: 'zh' as const },
    table: [['Length', '12.5 mm & more']],
  };
  const at = '2026-11-28T09:00';
  const html = sheetDocument(
    sheet,
    { pictures: ['picture-0.png', 'picture-1.png'], columns: 2, at },
    { styles: [], fonts: [] },
  );

  it('hold what they were given, escaped, in the language of the screen', () => {
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('Roe, Ann &lt;b>');
    expect(html).toContain('12.5 mm &amp; more');
    expect(html.match(/<img/g)).toHaveLength(2);
    expect(html).toContain('sh-columns-2');
    expect(html).toContain(at);
  });

  it('run no script, reach nothing outside, and say for what they are', () => {
    expect(html).not.toMatch(/<script|https?:|style="/);
    expect(html).toContain(translate('zh', 'shell.sheet-foot', { at }));
  });
});
