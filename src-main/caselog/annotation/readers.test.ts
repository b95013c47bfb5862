import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Layer, Step } from '../../../src-shared/annotation/labelling.ts';
import type { DatasetId, ItemId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { result } from '../examples.ts';
import { trial, type Trial } from '../trials/session.ts';
import { answerSide, firstStroke, LESION, person, smallDataset, stroke } from './examples.ts';

let at: Trial;
let [li, wang, chen]: ProfileId[] = [];
let datasetId: DatasetId;
let items: ItemId[];
beforeEach(() => {
  at = trial();
  [li, wang, chen] = ['Li', 'Wang', 'Chen'].map((name) => person(at.session, name));
  const readers = [
    { profileId: li!, role: 'first' as const },
    { profileId: wang!, role: 'second' as const },
    { profileId: chen!, role: 'adjudication' as const },
  ];
  ({ datasetId, itemIds: items } = smallDataset(at.session, 4, { blinded: true, readers }));
});
afterEach(() => at.end());

const open = (itemId: ItemId, profileId: ProfileId) => at.session.answer('labelling.open', { itemId, profileId });
const label = (profileId: ProfileId, itemId: ItemId, ...steps: Step[]) => {
  const { labellingId } = open(itemId, profileId);
  steps.forEach((step, revision) => at.session.answer('labelling.step', { labellingId, profileId, revision, step }));
  at.session.answer('labelling.finish', { labellingId, profileId, state: 'done' });
};
const next = (
  profileId: ProfileId,
  order: 'sequence' | 'random' | 'uncertainty' | 'disagreement',
  after = null as number | null,
) => at.session.answer('dataset.next', { datasetId, profileId, order, after }).next;
const readings = (profileId: ProfileId, itemId = items[0]!) =>
  at.session.answer('labelling.readings', { itemId, profileId }).readings;

/** A network that outlined something on the picture of an item. */
function outlined(itemId: ItemId) {
  const { item } = open(itemId, li!);
  return at.session.answer('result.add', {
    caseId: item.caseId,
    result: result(item.frames[0]!.instanceId, {
      ...{ task: 'segmentation', verdict: 'stated', probabilities: {}, map: null },
      artefacts: [
        {
          ...{ kind: 'mask', sha256: 'a'.repeat(64), name: 'a.png', format: 'png', bytes: 10 },
          ...{ rows: 16, columns: 16, frames: 1, labels: ['lesion'], values: null },
        },
      ],
    }),
  });
}

const modelsLayer = (resultId: number, change: object = {}): Layer => ({
  ...{ uid: randomUUID(), segment: 1, hidden: false },
  drawer: {
    ...{ by: 'model', modelId: 'chest-nodule' as never, version: '1.0.0', resultId: resultId as never, touched: false },
    ...change,
  },
});
const takenOver = (layer: Layer): Step => ({
  name: 'model',
  changes: [{ what: 'layer', uid: layer.uid, before: null, after: layer }, ...stroke(layer, 20, 30).changes],
});

describe('adjudication', () => {
  it('is given both readings, and the readers are refused the other’s', () => {
    const { step, layer } = firstStroke(10, 5);
    label(li!, items[0]!, step, answerSide(null, 'left'));
    label(wang!, items[0]!, answerSide(null, 'right'));
    expect(readings(chen!)).toMatchObject([
      {
        name: 'Li',
        role: 'first',
        state: 'done',
        content: { masks: [{ layer: layer.uid }], answers: [{ answer: 'left' }] },
      },
      { name: 'Wang', role: 'second', state: 'done', content: { masks: [], answers: [{ answer: 'right' }] } },
    ]);
    for (const reader of [li!, wang!]) expect(() => readings(reader)).toThrow('dataset-blinded');
    expect(open(items[0]!, chen!)).toMatchObject({ role: 'adjudication', content: { answers: [] } });
  });

  it('is no secret where nobody is blinded', () => {
    label(li!, items[0]!, answerSide(null, 'left'));
    at.session.answer('dataset.change', { datasetId, profileId: chen!, change: { blinded: false } });
    expect(readings(wang!)).toHaveLength(1);
  });

  it('can’t be had by a second reader who lifts the blind', () => {
    const change = (given: object) =>
      at.session.answer('dataset.change', { datasetId, profileId: wang!, change: given });
    expect(() => change({ blinded: false })).toThrow('dataset-blinded');
    expect(() => change({ readers: [] })).toThrow('dataset-blinded');
    expect(change({ instructions: 'Look twice.' })).toMatchObject({ instructions: 'Look twice.', blinded: true });
  });
});

describe('what a network drew', () => {
  it('is offered for the item, and not to a blinded reader who is not done', () => {
    const { id } = outlined(items[0]!);
    const offered = (profileId: ProfileId) =>
      at.session.answer('labelling.results', { itemId: items[0]!, profileId }).results;
    const blinded = (profileId: ProfileId) =>
      at.session.answer('case.blinded', { caseId: 1 as never, profileId }).blinded;
    const word = (profileId: ProfileId) =>
      at.session
        .answer('worklist.page', { words: 'P1', offset: 0, limit: 9, readFirst: false, profileId })
        .rows.find(({ caseId }) => caseId === 1)!.machineWord;
    expect([word(li!)?.resultId, word(wang!)]).toEqual([id, null]);
    expect(offered(li!).map((one) => one.id)).toEqual([id]);
    expect(offered(wang!)).toEqual([]);
    expect([blinded(li!), blinded(wang!), blinded(chen!)]).toEqual([false, true, false]);
    label(wang!, items[0]!, answerSide(null, 'left'));
    expect(offered(wang!)).toHaveLength(1);
    expect(blinded(wang!)).toBe(false);
    expect(at.session.answer('labelling.results', { itemId: items[1]!, profileId: li! }).results).toEqual([]);
  });

  it('is taken over as a step of its own, traced to its result, which stays as it is', () => {
    const stored = outlined(items[0]!);
    const { labellingId } = open(items[0]!, li!);
    const take = (layer: Layer, revision = 0) =>
      at.session.answer('labelling.step', { labellingId, profileId: li!, revision, step: takenOver(layer) });
    take(modelsLayer(stored.id));
    expect(open(items[0]!, li!).content.layers[0]!.drawer).toMatchObject({ by: 'model', touched: false });
    expect(at.session.answer('case.get', { caseId: 1 as never }).results).toEqual([stored]);
    const other = outlined(items[1]!);
    for (const wrong of [modelsLayer(99), modelsLayer(other.id), modelsLayer(stored.id, { version: '2.0.0' })]) {
      expect(() => take(wrong, 1)).toThrow('step-refused');
    }
  });
});

describe('the next item', () => {
  it('is the first undone one after a place, and from the start again', () => {
    expect(next(li!, 'sequence')).toEqual({ itemId: items[0], position: 0, score: null });
    expect(next(li!, 'sequence', 1)?.position).toBe(2);
    label(li!, items[2]!, answerSide(null, 'left'));
    expect(next(li!, 'sequence', 1)?.position).toBe(3);
    expect(next(li!, 'sequence', 3)?.position).toBe(0);
    expect(next(wang!, 'sequence', 1)?.position).toBe(2);
    for (const item of [0, 1, 3]) label(li!, items[item]!, answerSide(null, 'left'));
    expect(next(li!, 'sequence')).toBeNull();
  });

  it('at random is any undone one, and another than the last', () => {
    label(li!, items[0]!, answerSide(null, 'left'));
    const met = new Set(Array.from({ length: 200 }, () => next(li!, 'random', 1)?.position));
    expect([...met].sort()).toEqual([2, 3]);
  });

  it('by uncertainty is the one whose newest answer is nearest to its operating point', () => {
    const said = (item: number, nodule: number) => {
      const { item: of } = open(items[item]!, li!);
      const instanceId = of.frames[0]!.instanceId;
      at.session.answer('result.add', { caseId: of.caseId, result: result(instanceId, { probabilities: { nodule } }) });
    };
    said(1, 0.41);
    said(1, 0.95);
    said(2, 0.5);
    said(3, 0.05);
    expect(next(li!, 'uncertainty')).toMatchObject({ itemId: items[2] });
    expect(next(li!, 'uncertainty', 2)).toMatchObject({ itemId: items[3] });
    for (const item of [1, 2, 3]) label(li!, items[item]!, answerSide(null, 'left'));
    expect(next(li!, 'uncertainty')).toEqual({ itemId: items[0], position: 0, score: null });
  });

  it('by disagreement is the one that two readers differ most about, for whoever may see both', () => {
    const mask = (start: number) => firstStroke(start, 10).step;
    label(li!, items[1]!, answerSide(null, 'left'), mask(0));
    label(wang!, items[1]!, answerSide(null, 'left'), mask(5));
    label(li!, items[2]!, answerSide(null, 'left'), mask(0));
    label(wang!, items[2]!, answerSide(null, 'right'), mask(0));
    label(li!, items[3]!, answerSide(null, 'left'));
    // item 1: same side, half of each mask apart: (0 + 0.5) / 2; item 2: other side, same mask: (1 + 0) / 2
    expect(next(chen!, 'disagreement')).toEqual({ itemId: items[2], position: 2, score: 0.5 });
    expect(next(chen!, 'disagreement', 2)).toEqual({ itemId: items[1], position: 1, score: 0.25 });
    expect(() => next(li!, 'disagreement')).toThrow('dataset-blinded');
  });
});

describe('a changed schema', () => {
  const newer = (change: object) => {
    at.session.answer('schema.keep', { schema: { ...LESION, version: 2, ...change } });
    at.session.answer('dataset.change', { datasetId, profileId: li!, change: { schemaVersion: 2 } });
  };

  it('leaves labels as they are until a person moves them on', () => {
    const { labellingId } = open(items[0]!, li!);
    const step = (revision: number, given: Step) =>
      at.session.answer('labelling.step', { labellingId, profileId: li!, revision, step: given });
    step(0, answerSide(null, 'left'));
    const [side, note] = LESION.fields;
    newer({ fields: [{ ...side, key: 'which-side' }, note] });
    expect(open(items[0]!, li!)).toMatchObject({ schema: { version: 1 }, newerSchema: 2 });
    expect(open(items[1]!, li!)).toMatchObject({ schema: { version: 2 }, newerSchema: null });
    // work under the old version goes on
    step(1, answerSide('left', 'right'));
    const moved = at.session.answer('labelling.move-on', { labellingId, profileId: li!, revision: 2 });
    expect(moved).toEqual({ revision: 3, canUndo: false, canRedo: false });
    expect(open(items[0]!, li!)).toMatchObject({ schema: { version: 2 }, content: { answers: [] }, state: 'in-work' });
    expect(() => step(3, answerSide(null, 'left'))).toThrow('step-refused');
    expect(at.sql('SELECT kind, of FROM labelling_journal ORDER BY id')).toContainEqual({ kind: 'schema', of: 2 });
  });

  it('does not move labels on while they have regions that it does not know', () => {
    const { labellingId } = open(items[0]!, li!);
    const { step } = firstStroke(0, 4);
    at.session.answer('labelling.step', { labellingId, profileId: li!, revision: 0, step });
    newer({ segments: [] });
    expect(() => at.session.answer('labelling.move-on', { labellingId, profileId: li!, revision: 1 })).toThrow(
      'schema-segments-gone',
    );
    expect(open(items[0]!, li!)).toMatchObject({ schema: { version: 1 }, place: { revision: 1 } });
  });
});
