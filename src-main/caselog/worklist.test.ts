import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelId, type CaseId } from '../../src-shared/contract/ids.ts';
import { film, importOf, page, picture, refusal, reportOf, result, verdictOn } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => void (at = trial()));
afterEach(() => at.end());

const take = (...input: Parameters<typeof importOf>) => at.session.answer('instance.import', importOf(...input));
const list = (words = '', change = {}) =>
  at.session.answer('worklist.page', { words, offset: 0, limit: 50, readFirst: false, ...change });
const found = (words: string) => list(words).rows.map(({ caseId }) => caseId);

test('lists the newest import first, page by page', () => {
  const ids = [1, 2, 3, 4, 5].map((n) => take(film(n)).caseId);
  expect(found('')).toEqual(ids.toReversed());
  const second = list('', { offset: 2, limit: 2 });
  expect(second.total).toBe(5);
  expect(second.rows.map(({ caseId }) => caseId)).toEqual([ids[2], ids[1]]);
  const filtered = list('doe', { offset: 4, limit: 2 });
  expect(filtered).toMatchObject({ total: 5, rows: [{ caseId: ids[0] }] });
});

test('shows what a case consists of', () => {
  const { instanceId } = take(film(1));
  const ct = { ...film(2).gate, modality: 'CT', bodyPart: null };
  take({ ...film(2, film(1).identity), gate: ct });
  expect(list().rows).toMatchObject([
    {
      ...{ identity: film(1).identity, modalities: ['DX', 'CT'], bodyPart: 'CHEST' },
      ...{ seriesCount: 2, instanceCount: 2, firstInstanceId: instanceId, state: 'new', machineWord: null },
    },
  ]);
});

test('finds cases by any word about them, all words needed, in any case', () => {
  const jane = take(film(1, { patientName: 'Doe^Jane', patientId: 'A-77', studyDate: '2023-12-31' }), 'x.dcm').caseId;
  const wang = take(film(2, { patientName: 'Wang^XiaoDong (王^小东)', studyDescription: 'Thorax ap' })).caseId;
  const photo = take(picture(3), 'IMG_0042.png').caseId;
  expect(found('jane')).toEqual([jane]);
  expect(found('a-77')).toEqual([jane]);
  expect(found('小东')).toEqual([wang]);
  expect(found('东')).toEqual([wang]);
  expect(found('THORAX Wang')).toEqual([wang]);
  expect(found('thorax jane')).toEqual([]);
  expect(found('dx chest')).toEqual([wang, jane]);
  expect(found('2023-12')).toEqual([jane]);
  expect(found('img_0042')).toEqual([photo]);
  expect(found('%')).toEqual([]);
});

test('finds cases by their state', () => {
  const [untouched, analysed, judged, signed] = [1, 2, 3, 4].map((n) => ({ n, ...take(film(n)) }));
  for (const { caseId, instanceId } of [analysed!, judged!]) {
    const { id } = at.session.answer('result.add', { caseId, result: result(instanceId) });
    if (caseId === judged!.caseId) at.session.answer('judgement.add', verdictOn(id));
  }
  at.session.answer('report.add', reportOf(page(signed!.caseId, film(4).identity)));
  expect(found('new')).toEqual([untouched!.caseId]);
  expect(found('analysed')).toEqual([analysed!.caseId]);
  expect(found('judged')).toEqual([judged!.caseId]);
  expect(found('signed')).toEqual([signed!.caseId]);
  expect(found('unsigned')).toEqual([judged!.caseId, analysed!.caseId, untouched!.caseId]);
  expect(found('signed jane')).toEqual([signed!.caseId]);
  expect(list().rows.map(({ state }) => state)).toEqual(['signed', 'judged', 'analysed', 'new']);
});

test('never takes a state back', () => {
  const { caseId, instanceId } = take(film(1));
  at.session.answer('report.add', reportOf(page(caseId, film(1).identity)));
  at.session.answer('result.add', { caseId, result: result(instanceId) });
  expect(list().rows[0]!.state).toBe('signed');
});

test('shows the word of the case, a refusal without a number, and no refusal in the place of a word', () => {
  const { caseId, instanceId } = take(film(1));
  const { id } = at.session.answer('result.add', { caseId, result: refusal(instanceId) });
  const refused = { resultId: id, modelId: 'chest-nodule', verdict: 'refused', label: 'nodule', probability: null };
  expect(list().rows[0]!.machineWord).toEqual(refused);
  at.session.answer('result.add', { caseId, result: result(instanceId) });
  const word = { modelId: 'chest-nodule', verdict: 'above', label: 'nodule', probability: 0.87 };
  expect(list().rows[0]).toMatchObject({ machineWord: word, state: 'analysed' });
  at.session.answer('result.add', { caseId, result: refusal(instanceId) });
  expect(list().rows[0]!.machineWord).toMatchObject(word);
});

test('shows the most severe word of the films of a case, of each film the newest', () => {
  const first = take(film(1));
  const second = take(film(2, film(1).identity));
  const { caseId } = first;
  const say = (instanceId: number, verdict: 'above' | 'below' | 'indeterminate') =>
    at.session.answer('result.add', { caseId, result: result(instanceId, { verdict }) });
  const shown = () => list().rows[0]!.machineWord?.verdict;
  say(first.instanceId, 'above');
  say(second.instanceId, 'below');
  expect(shown()).toBe('above');
  say(first.instanceId, 'indeterminate');
  expect(shown()).toBe('indeterminate');
  say(first.instanceId, 'below');
  expect(shown()).toBe('below');
});

test('calls a number without an operating point stated, and nothing undecided', () => {
  const { caseId, instanceId } = take(film(1));
  const say = (id: string, probabilities: Record<string, number>) =>
    at.session.answer('result.add', {
      caseId,
      result: result(instanceId, {
        ...{ verdict: 'indeterminate', operatingPoint: null, probabilities },
        model: { id: ModelId.parse(id), version: '1.0.0', sha256: 'a'.repeat(64) },
      }),
    });
  const shown = () => list().rows[0]!.machineWord;
  say('mass', { mass: 0.58 });
  expect(shown()).toMatchObject({ verdict: 'stated', label: 'mass', probability: 0.58 });
  say('two', { effusion: 0.39, nodule: 0.55 });
  expect(shown()).toMatchObject({ modelId: 'two', verdict: 'stated', label: null, probability: null });
  // one of several that exclude one another, within its band
  say('kinds', { benign: 0.55, malignant: 0.45 });
  expect(shown()).toMatchObject({ verdict: 'indeterminate', label: 'benign', probability: 0.55 });
});

test('takes the next result of a case in which one was altered', () => {
  const { caseId, instanceId } = take(film(1));
  at.session.answer('result.add', { caseId, result: result(instanceId) });
  at.sql('DROP TRIGGER results_refuse_update');
  at.sql(`UPDATE results SET record = replace(record, '0.87', '0.99')`);
  at.session.answer('result.add', { caseId, result: result(instanceId, { verdict: 'below' }) });
  expect(list().rows[0]!.machineWord).toMatchObject({ resultId: 2, verdict: 'below' });
});

test('leaves a case new when a gate refused the only result', () => {
  const { caseId, instanceId } = take(film(1));
  at.session.answer('result.add', { caseId, result: refusal(instanceId) });
  expect(list().rows[0]!.state).toBe('new');
});

test("hides the network's word in read-first mode until there is an opinion", () => {
  const { caseId, instanceId } = take(film(1));
  at.session.answer('result.add', { caseId, result: result(instanceId) });
  expect(list('', { readFirst: true }).rows[0]!.machineWord).toBeNull();
  at.session.answer('opinion.add', { caseId, present: 'no', comment: '', revealed: false });
  expect(list('', { readFirst: true }).rows[0]!.machineWord).not.toBeNull();
});

test('keeps the line of an altered case, without a name that may be wrong', () => {
  const { caseId } = take(film(1));
  at.sql('DROP TRIGGER cases_refuse_update');
  at.sql(`UPDATE cases SET record = replace(record, 'Jane', 'Joan')`);
  expect(list().rows[0]).toMatchObject({ caseId, identity: { patientName: null, patientId: null }, sourceName: '#1' });
  expect(() => at.session.answer('case.get', { caseId: caseId as CaseId })).toThrow('record-altered');
});

test("leaves out a network's word that was altered", () => {
  const { caseId, instanceId } = take(film(1));
  at.session.answer('result.add', { caseId, result: result(instanceId) });
  at.sql(`UPDATE cases SET machine_word = replace(machine_word, '0.87', '0.07')`);
  expect(list().rows[0]).toMatchObject({ machineWord: null, identity: film(1).identity });
});

test('reads one narrow index for page and search, never the table', () => {
  const plans = [
    'SELECT id FROM cases INDEXED BY cases_worklist ORDER BY id DESC LIMIT 1 OFFSET 1',
    "SELECT id FROM cases INDEXED BY cases_worklist WHERE instr(search, 'x') ORDER BY id DESC",
    'SELECT count(*) FROM cases',
  ].map((query) => (at.sql(`EXPLAIN QUERY PLAN ${query}`) as { detail: string }[]).map(({ detail }) => detail));
  for (const steps of plans) expect(steps).toEqual([expect.stringMatching(/^SCAN cases USING COVERING INDEX/)]);
});
