// Made-up datasets and strokes for the tests of labelling.
import { randomUUID } from 'node:crypto';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import type { Layer, Step } from '../../../src-shared/annotation/labelling.ts';
import { runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import type { CaseId, DatasetId, ItemId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { film, importOf } from '../examples.ts';
import type { Session } from '../session.ts';
import type { NewDataset } from './calls.ts';

const title = (en: string, zh: string) => ({ en, zh });
const option = (key: string) => ({ key, title: title(key, key), code: null });

/** Asks on which side a lesion is and how far it has grown, and has one lesion painted and one boxed. */
export const LESION: LabelSchema = {
  key: 'lesion',
  version: 1,
  title: title('Lesion', '病灶'),
  fields: [
    {
      ...{ key: 'side', title: title('Side', '侧别'), help: null, scope: 'item', required: true, when: null },
      ...{ kind: 'single', options: [option('left'), option('right')] },
    },
    {
      ...{ key: 'note', title: title('Note', '备注'), help: null, scope: 'item', required: false, when: null },
      ...{ kind: 'text', mostCharacters: 100 },
    },
  ],
  segments: [
    { ...segment(1, 'lesion'), drawn: 'mask', overlaps: false },
    { ...segment(2, 'marker'), drawn: 'box', overlaps: true },
  ],
};

function segment(number: number, key: string) {
  return { number, key, title: title(key, key), colour: '#ff8800', code: null };
}

/** Rows and columns of every picture of these datasets. */
export const SIDE = 16;

/** A dataset of as many single small films, each of a patient of its own. */
export function smallDataset(
  session: Session,
  films: number,
  change: Partial<NewDataset> = {},
): { datasetId: DatasetId; caseIds: CaseId[]; itemIds: ItemId[] } {
  const caseIds = Array.from({ length: films }, (_, n) => {
    const description = film(n + 1);
    const small = { ...description, pixels: { ...description.pixels, rows: SIDE, columns: SIDE } };
    return session.answer('instance.import', importOf(small, `film-${n + 1}.dcm`)).caseId;
  });
  const known = session.answer('schemas.list', {}).schemas.some(({ key }) => key === LESION.key);
  if (!known) session.answer('schema.keep', { schema: LESION });
  const { id: datasetId } = session.answer('dataset.create', {
    ...{ name: 'Lesions', instructions: 'Outline every lesion.', schema: { key: LESION.key, version: 1 } },
    ...{ blinded: false, readers: [], ...change },
  });
  session.answer('dataset.add', { datasetId, caseIds, items: 'stacks' });
  const page = session.answer('dataset.items', { datasetId, profileId: null, offset: 0, limit: 500 });
  return { datasetId, caseIds, itemIds: page.items.map(({ id }) => id) };
}

/** Whoever labels without a PIN. */
export function reader(session: Session): ProfileId {
  return session.answer('profile.open-reader', {}).profile!.id;
}

/** Somebody with a PIN. */
export function person(session: Session, name: string): ProfileId {
  return session.answer('profile.add', { name, salt: '00', hash: '00' }).id;
}

/** A new layer of the lesion with a stroke of `pixels` from `start` on. */
export function firstStroke(start: number, pixels: number): { layer: Layer; step: Step } {
  const layer: Layer = { uid: randomUUID(), segment: 1, drawer: { by: 'person' }, hidden: false };
  const made = { what: 'layer' as const, uid: layer.uid, before: null, after: layer };
  return { layer, step: { name: 'brush', changes: [made, ...stroke(layer, start, pixels).changes] } };
}

/** A stroke that toggles `pixels` pixels of the first slice from `start` on. */
export function stroke({ uid }: Layer, start: number, pixels: number): Step {
  const toggled = runsOf(Array.from({ length: SIDE * SIDE }, (_, i) => Number(i >= start && i < start + pixels)));
  return { name: 'brush', changes: [{ what: 'pixels', layer: uid, slice: 0, toggled }] };
}

/** Answers the side. */
export function answerSide(before: string | null, after: string | null): Step {
  return {
    name: 'form',
    changes: [{ what: 'answer', field: 'side', place: { scope: 'item' }, before, after }],
  };
}
