import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';
import { draft, film, importOf, page, picture, reportOf, result, temporaryFolder, verdictOn } from './examples.ts';
import { CaseLog } from './index.ts';

const workerFile = new URL('./worker.ts', import.meta.url);
const nobody = picture(0).identity;

let place: ReturnType<typeof temporaryFolder>;
let log: CaseLog;
let told: StorageState[];

beforeEach(async () => {
  place = temporaryFolder();
  told = [];
  log = new CaseLog({ workerFile, onStorage: (storage) => told.push(storage) });
  expect(await log.open(place.folder)).toEqual({ storage: { state: 'ready', reason: null }, notices: [] });
});

afterEach(async () => {
  await log.close();
  place.remove();
});

test('follows a case from import to signature and tells it again after a restart', async () => {
  const { caseId, instanceId } = await log.call('instance.import', importOf(film(1)));
  const stored = await log.call('result.add', { caseId, result: result(instanceId) });
  const judgement = await log.call('judgement.add', verdictOn(stored.id, 'agreed'));
  const opinion = await log.call('opinion.add', { caseId, present: 'unsure', comment: '', revealed: true });
  await log.call('draft.keep', { caseId, draft: draft('a nodule') });
  expect((await log.call('case.get', { caseId })).draft).toEqual(draft('a nodule'));
  const report = await log.call('report.add', reportOf(page(caseId, film(1).identity)));
  await log.close();

  expect((await log.open(place.folder)).notices).toEqual([]);
  const whole = await log.call('case.get', { caseId });
  expect(whole).toMatchObject({
    caseId,
    identity: film(1).identity,
    sourceName: 'film.dcm',
    state: 'signed',
    draft: null,
  });
  expect(whole.series).toMatchObject([{ number: 1, description: 'PA', modality: 'DX' }]);
  expect(whole.series[0]!.instances[0]).toEqual({
    ...{ id: instanceId, caseId, seriesId: whole.series[0]!.id },
    ...{ path: '/pictures/film.dcm', modifiedMs: 1_700_000_000_000.25, description: film(1) },
  });
  expect(whole.results).toEqual([stored]);
  expect(whole.judgements).toEqual([judgement]);
  expect(whole.opinions).toEqual([opinion]);
  expect(whole.reports).toEqual([report]);
  expect(await log.call('report.get', { reportId: report.id })).toEqual(report);
  expect(await log.call('result.case', { resultId: stored.id })).toEqual({ caseId });
  expect(await log.call('instance.get', { instanceId })).toEqual(whole.series[0]!.instances[0]);
});

test('keeps settings, each on its own', async () => {
  expect(await log.call('settings.get', {})).toEqual({});
  await log.call('settings.change', { language: 'zh', readFirst: true });
  await log.call('settings.change', { language: 'en' });
  expect(await log.call('settings.get', {})).toEqual({ language: 'en', readFirst: true });
});

test('gives errors back with their codes', async () => {
  await expect(log.call('case.get', { caseId: 7 as CaseId })).rejects.toMatchObject({
    name: 'CodedError',
    code: 'record-missing',
    details: { table: 'cases', id: 7 },
  });
  const malformed = { caseId: 7 as CaseId, present: 'maybe' as 'yes', comment: '', revealed: true };
  await expect(log.call('opinion.add', malformed)).rejects.toMatchObject({ code: 'call-malformed' });
});

test('answers calls in the order in which they were made', async () => {
  const imports = [1, 2, 3, 4].map((n) => log.call('instance.import', importOf(film(n))));
  const ids = (await Promise.all(imports)).map(({ caseId }) => caseId);
  expect(ids).toEqual([1, 2, 3, 4]);
});

test('starts a dead worker again, with the log open, and fails only what was waiting', async () => {
  const mortal = new CaseLog({
    workerFile: new URL('./trials/dying-worker.ts', import.meta.url),
    onStorage: (storage) => told.push(storage),
  });
  await log.close();
  await mortal.open(place.folder);
  const { caseId } = await mortal.call('instance.import', importOf(film(1)));

  mortal.call('die' as 'settings.get', {}).catch(() => undefined);
  await expect(mortal.call('case.get', { caseId })).rejects.toMatchObject({ code: 'internal-error' });

  expect((await mortal.call('case.get', { caseId })).caseId).toBe(caseId);
  expect(told).toEqual([{ state: 'ready', reason: null }]);
  await mortal.close();
});

test('refuses calls before it is open and after it is closed', async () => {
  const closed = new CaseLog({ workerFile });
  await expect(closed.call('settings.get', {})).rejects.toMatchObject({ code: 'internal-error' });
  await log.close();
  await expect(log.call('settings.get', {})).rejects.toMatchObject({ code: 'internal-error' });
});

test('keeps a picture that names nobody as a case under its file name', async () => {
  const { caseId } = await log.call('instance.import', importOf(picture(1), 'IMG_0042.png'));
  expect(await log.call('case.get', { caseId })).toMatchObject({ identity: nobody, sourceName: 'IMG_0042.png' });
});
