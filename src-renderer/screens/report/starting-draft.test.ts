import { describe, expect, it } from 'vitest';
import type { OpenCase } from '../../../src-shared/contract/records.ts';
import { emptyDraft } from '../../../src-shared/report-page/report-draft.ts';
import { startingDraft } from './starting-draft.ts';
import { BLANK_IDENTITY } from './typed-identity.ts';

const result = (id: number, instanceId: number, verdict: string) => ({
  id,
  result: { verdict, input: { instanceId } },
});

const openCase = (change: object) =>
  ({
    draft: null,
    identity: { patientName: 'Doe', patientId: '1' },
    results: [],
    series: [{ instances: [{ id: 11 }, { id: 12 }] }],
    ...change,
  }) as unknown as OpenCase;

describe('startingDraft', () => {
  it('opens with the newest result that is no refusal, and its picture', () => {
    const results = [result(1, 12, 'above'), result(2, 11, 'refused')];
    expect(startingDraft(openCase({ results }), 'zh', 'Li')).toMatchObject({
      resultId: 1,
      keyInstanceId: 12,
      language: 'zh',
      signer: 'Li',
      typedIdentity: null,
    });
  });

  it('opens without a result on the first picture', () => {
    expect(startingDraft(openCase({}), 'en', '')).toMatchObject({ resultId: null, keyInstanceId: 11 });
  });

  it('takes up what was typed', () => {
    const draft = { ...emptyDraft('en', 'A'), findings: 'typed' };
    expect(startingDraft(openCase({ draft }), 'zh', 'B')).toEqual(draft);
  });

  it('asks who it is where the picture names nobody', () => {
    const nobody = openCase({ identity: { patientName: null, patientId: '' } });
    expect(startingDraft(nobody, 'en', '').typedIdentity).toEqual(BLANK_IDENTITY);
  });
});
