import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insideOfRuns } from '../../src-shared/annotation/mask-runs.ts';
import type { Step } from '../../src-shared/annotation/labelling.ts';
import type { DatasetId, ItemId, ProfileId } from '../../src-shared/contract/ids.ts';
import { answerSide, firstStroke, person, smallDataset } from '../caselog/annotation/examples.ts';
import type { CaseLog } from '../caselog/index.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import { Agreement } from './agreement.ts';

let at: Trial;
let agreement: Agreement;
let [li, wang, chen]: ProfileId[] = [];
let datasetId: DatasetId;
let items: ItemId[];
beforeEach(() => {
  at = trial();
  const log = { call: async (name, input) => at.session.answer(name, input) } as Pick<CaseLog, 'call'>;
  agreement = new Agreement(log, new URL('./figures-worker.ts', import.meta.url));
  [li, wang, chen] = ['Li', 'Wang', 'Chen'].map((name) => person(at.session, name));
  const readers = [
    { profileId: li!, role: 'first' as const },
    { profileId: wang!, role: 'second' as const },
    { profileId: chen!, role: 'adjudication' as const },
  ];
  ({ datasetId, itemIds: items } = smallDataset(at.session, 3, { blinded: true, readers }));
  // the first has 20 pixels, the second 10 of them and 10 more: Dice 0.5
  label(li!, items[0]!, answerSide(null, 'left'), firstStroke(0, 20).step);
  label(wang!, items[0]!, answerSide(null, 'left'), firstStroke(10, 20).step);
  label(li!, items[1]!, answerSide(null, 'left'));
  label(wang!, items[1]!, answerSide(null, 'right'));
  label(li!, items[2]!, answerSide(null, 'right'));
});
afterEach(() => at.end());

function label(profileId: ProfileId, itemId: ItemId, ...steps: Step[]): void {
  const { labellingId } = at.session.answer('labelling.open', { itemId, profileId });
  steps.forEach((step, revision) => at.session.answer('labelling.step', { labellingId, profileId, revision, step }));
  at.session.answer('labelling.finish', { labellingId, profileId, state: 'done' });
}

describe('the agreement of a dataset', () => {
  it('is over the items that both have finished', async () => {
    const report = await agreement.report(datasetId, chen!);
    expect(report).toMatchObject({ items: 2, patients: 2 });
    // one of two the same; by chance 0.5 x 1 + 0.5 x 0 = 0.5: kappa (0.5 - 0.5) / (1 - 0.5) = 0
    expect(report.fields[0]).toMatchObject({ field: 'side', items: 2, same: { value: 0.5 }, kappa: { value: 0 } });
    expect(report.segments[0]).toMatchObject({
      ...{ segment: 1, items: 1, dice: { value: 0.5 }, iou: { value: 1 / 3 }, volumeDifference: { value: 0 } },
    });
    expect(report.segments[0]!.hausdorff95Mm?.value).toBeGreaterThan(0);
  });

  it('is no reader’s before they are done with a blinded dataset', async () => {
    for (const reader of [li!, wang!]) {
      await expect(agreement.report(datasetId, reader)).rejects.toThrow('dataset-blinded');
      await expect(agreement.consensus(datasetId, reader)).rejects.toThrow('dataset-blinded');
    }
  });
});

describe('the consensus of a dataset', () => {
  const computed = (itemId: ItemId) =>
    at.session
      .answer('labelling.readings', { itemId, profileId: chen! })
      .readings.filter(({ role }) => role === 'consensus');

  it('is a labelling of its own that says it is computed, and follows the readings when it is asked for again', async () => {
    expect(await agreement.consensus(datasetId, chen!)).toBe(2);
    const [first] = computed(items[0]!);
    expect(first).toMatchObject({ state: 'done', content: { answers: [{ field: 'side', answer: 'left' }] } });
    // of two readers, what both have
    expect(first!.content.masks.map(({ runs }) => insideOfRuns(runs))).toEqual([10]);
    expect(computed(items[1]!)[0]!.content).toMatchObject({ answers: [], masks: [] });
    expect(computed(items[2]!)).toEqual([]);

    const { labellingId, place } = at.session.answer('labelling.open', { itemId: items[1]!, profileId: wang! });
    const { revision } = place;
    at.session.answer('labelling.step', { labellingId, profileId: wang!, revision, step: answerSide('right', 'left') });
    await agreement.consensus(datasetId, chen!);
    expect(computed(items[1]!)).toMatchObject([{ content: { answers: [{ answer: 'left' }] } }]);
    expect(computed(items[0]!)[0]!.labellingId).toBe(first!.labellingId);
    // the adjudicator's own word is another one
    expect(at.session.answer('labelling.open', { itemId: items[0]!, profileId: chen! }).content.answers).toEqual([]);
  });
});
