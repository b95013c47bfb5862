import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ItemId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { film, importOf } from '../examples.ts';
import { trial, type Trial } from '../trials/session.ts';
import { answerSide, LESION, person, reader, smallDataset } from './examples.ts';

let at: Trial;
beforeEach(() => (at = trial()));
afterEach(() => at.end());

const label = (profileId: ProfileId, itemId: ItemId, side: string, state: 'done' | 'flagged' = 'done') => {
  const { labellingId } = at.session.answer('labelling.open', { itemId, profileId });
  at.session.answer('labelling.step', { labellingId, profileId, revision: 0, step: answerSide(null, side) });
  at.session.answer('labelling.finish', { labellingId, profileId, state });
};

describe('a dataset', () => {
  it('keeps its items’ link to patient, case, series and instance, in the order in which they were added', () => {
    const { datasetId, caseIds } = smallDataset(at.session, 3);
    const page = at.session.answer('dataset.items', { datasetId, profileId: null, offset: 1, limit: 1 });
    expect(page).toEqual({
      total: 3,
      items: [
        {
          ...{ id: 2, position: 1, caseId: caseIds[1], seriesId: 2, name: 'P2', description: 'PA', slices: 1 },
          ...{ firstInstanceId: 2, part: null, state: 'to-do', seconds: 0, others: [] },
        },
      ],
    });
  });

  it('takes a case a second time without changing anything', () => {
    const { datasetId, caseIds } = smallDataset(at.session, 2);
    expect(at.session.answer('dataset.add', { datasetId, caseIds, items: 'stacks' })).toEqual({ added: 0 });
    expect(at.session.answer('dataset.get', { datasetId }).items).toBe(2);
  });

  it('has a stack as one item in reading order, or as its pictures, and slices of another size apart', () => {
    const slice = (n: number, rows = 16) => {
      const of = film(1);
      return {
        ...of,
        ...{ instanceUid: `1.2.3.1.1.${n}`, instanceNumber: n, fileSha256: String(n).repeat(64).slice(0, 64) },
        pixels: {
          ...{ ...of.pixels, rows, columns: 16, imageOrientation: [1, 0, 0, 0, 1, 0] },
          imagePositionMm: [0, 0, -n] as [number, number, number],
        },
      };
    };
    for (const n of [2, 3, 1]) at.session.answer('instance.import', importOf(slice(n), `${n}.dcm`));
    at.session.answer('instance.import', importOf(slice(4, 32), '4.dcm'));
    at.session.answer('schema.keep', { schema: LESION });
    const itemsOf = (items: 'stacks' | 'pictures') => {
      const { id: datasetId } = at.session.answer('dataset.create', {
        ...{ name: 'CT', instructions: '', schema: { key: 'lesion', version: 1 }, blinded: false, readers: [] },
      });
      at.session.answer('dataset.add', { datasetId, caseIds: [1 as never], items });
      const page = at.session.answer('dataset.items', { datasetId, profileId: null, offset: 0, limit: 9 });
      const profileId = reader(at.session);
      return page.items.map(({ id }) => {
        const { item } = at.session.answer('labelling.open', { itemId: id, profileId });
        return [item.rows, item.frames.map(({ instanceId }) => instanceId)] as const;
      });
    };
    const stacks = itemsOf('stacks');
    expect(stacks).toHaveLength(2);
    const tall = stacks.find(([rows]) => rows === 16)![1];
    // along the normal, whatever the order of reading: imported as slices 2, 3, 1
    expect(tall).toEqual([2, 1, 3]);
    expect(itemsOf('pictures')).toHaveLength(4);
  });

  it('counts states by reader and part, and how often each answer was given', () => {
    const { datasetId, itemIds } = smallDataset(at.session, 4);
    const profileId = reader(at.session);
    label(profileId, itemIds[0]!, 'left');
    label(profileId, itemIds[1]!, 'right');
    label(profileId, itemIds[2]!, 'left', 'flagged');
    const board = at.session.answer('dataset.board', { datasetId, profileId });
    const states = { 'to-do': 1, 'in-work': 0, done: 2, flagged: 1 };
    expect(board).toMatchObject({
      role: 'first',
      states,
      parts: [{ part: null, items: 4, states }],
      readers: [{ name: 'reader', role: 'first', states }],
      balance: [
        {
          field: 'side',
          options: [
            { option: 'left', items: 2 },
            { option: 'right', items: 1 },
          ],
          missing: 0,
        },
      ],
    });
  });
});

describe('a blinded dataset', () => {
  const roles = () => {
    const [li, wang, chen, stranger] = ['Li', 'Wang', 'Chen', 'Zhao'].map((name) => person(at.session, name)) as [
      ProfileId,
      ProfileId,
      ProfileId,
      ProfileId,
    ];
    const readers = [
      { profileId: li, role: 'first' as const },
      { profileId: wang, role: 'second' as const },
      { profileId: chen, role: 'adjudication' as const },
    ];
    return { li, wang, chen, stranger, ...smallDataset(at.session, 2, { blinded: true, readers }) };
  };

  it('shows a second reader nothing of what the first said', () => {
    const { li, wang, datasetId, itemIds } = roles();
    label(li, itemIds[0]!, 'left');
    at.session.answer('labelling.comment', { itemId: itemIds[0]!, profileId: li, text: 'Clearly left.' });
    const seen = [
      at.session.answer('dataset.items', { datasetId, profileId: wang, offset: 0, limit: 9 }),
      at.session.answer('labelling.open', { itemId: itemIds[0]!, profileId: wang }),
      at.session.answer('dataset.board', { datasetId, profileId: wang }).balance,
    ];
    expect(seen[0]).toMatchObject({ items: [{ state: 'to-do', others: [] }, {}] });
    expect(seen[1]).toMatchObject({ role: 'second', content: { answers: [] }, comments: [] });
    expect(seen[2]).toMatchObject([{ options: [{ items: 0 }, { items: 0 }] }]);
    expect(JSON.stringify(seen)).not.toContain('Clearly');
  });

  it('shows an adjudicator both', () => {
    const { li, wang, chen, datasetId, itemIds } = roles();
    label(li, itemIds[0]!, 'left');
    label(wang, itemIds[0]!, 'right');
    at.session.answer('labelling.comment', { itemId: itemIds[0]!, profileId: li, text: 'Clearly left.' });
    const { items } = at.session.answer('dataset.items', { datasetId, profileId: chen, offset: 0, limit: 1 });
    expect(items[0]!.others).toEqual([
      { profileId: li, role: 'first', state: 'done' },
      { profileId: wang, role: 'second', state: 'done' },
    ]);
    const opened = at.session.answer('labelling.open', { itemId: itemIds[0]!, profileId: chen });
    expect(opened).toMatchObject({ role: 'adjudication', comments: [{ name: 'Li' }] });
  });

  it('opens for nobody who is not among its readers', () => {
    const { stranger, itemIds } = roles();
    expect(() => at.session.answer('labelling.open', { itemId: itemIds[0]!, profileId: stranger })).toThrow(
      'reader-not-assigned',
    );
  });
});

describe('a label schema', () => {
  it('never changes: a change is its next version', () => {
    const keep = (change: object) => at.session.answer('schema.keep', { schema: { ...LESION, ...change } });
    keep({});
    expect(() => keep({ title: { en: 'Other', zh: '其他' } })).toThrow('schema-version-taken');
    expect(() => keep({ version: 3 })).toThrow('schema-version-taken');
    keep({ version: 2, title: { en: 'Other', zh: '其他' } });
    expect(at.session.answer('schema.get', { key: 'lesion', version: 1 })).toEqual(LESION);
    expect(at.session.answer('schemas.list', {}).schemas).toMatchObject([{ key: 'lesion', version: 2 }]);
    expect(() => at.sql('UPDATE label_schemas SET record = record')).toThrow('append-only');
  });
});
