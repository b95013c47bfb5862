import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { film, importOf, result } from './examples.ts';
import { importInstance } from './instances.ts';
import { Log } from './log.ts';
import { addResult } from './results.ts';
import { trial, type Trial } from './trials/session.ts';

const MANY = 100_000;
const NAMES = ['Doe^Jane', 'Li^Wei (李^伟)', 'Wang^XiaoDong (王^小东)', 'Müller^Ute', 'Okafor^Chidi'];

let small: Trial;
let large: Trial;

beforeAll(() => {
  small = filled(100);
  large = filled(MANY);
}, 600_000);

afterAll(() => {
  small.end();
  large.end();
});

/** A log of so many cases, every second with a result, written in few transactions. */
function filled(count: number): Trial {
  const at = trial();
  at.session.close();
  const database = new Database(at.file);
  database.pragma('synchronous = OFF');
  const log = new Log(database);
  for (let from = 0; from < count; from += 5000) {
    log.write(() => {
      for (let n = from; n < Math.min(from + 5000, count); n++) {
        const name = `${NAMES[n % NAMES.length]} ${n}`;
        const { caseId, instanceId } = importInstance(log, importOf(film(n, { patientName: name }), `film-${n}.dcm`));
        if (n % 2 === 0) addResult(log, { caseId, result: result(instanceId) });
      }
    });
  }
  database.close();
  return at;
}

const page = (at: Trial, words: string, offset = 0) =>
  at.session.answer('worklist.page', { words, offset, limit: 50, readFirst: false });

function median(work: () => unknown): number {
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.sort((a, b) => a - b)[3]!;
}

function openAndList(at: Trial): void {
  at.session.open(at.folder);
  expect(page(at, '').rows).toHaveLength(50);
}

test('opens 100,000 cases in the time of 100', () => {
  const [few, many] = [median(() => openAndList(small)), median(() => openAndList(large))];
  console.log(`open and first page: 100 cases ${few.toFixed(1)} ms, ${MANY} cases ${many.toFixed(1)} ms`);
  expect(many).toBeLessThan(few + 50);
});

test.each([
  ['first page', '', 0],
  ['last page', '', MANY - 50],
  ['a name', 'okafor', 0],
  ['one case', 'film-77777.dcm', 0],
  ['a Chinese name and a state', '小东 new', 0],
  ['nothing found', 'zebra', 0],
])('answers at once among 100,000 cases: %s', (what, words, offset) => {
  const ms = median(() => page(large, words, offset));
  console.log(`${what}: ${ms.toFixed(1)} ms of ${page(large, words, offset).total}`);
  expect(ms).toBeLessThan(250);
});

test('lists a large log at once after an unclean exit, and tells what its check costs', () => {
  large.session.close();
  writeFileSync(path.join(large.folder, 'caselog.running-999999999'), '');
  const began = performance.now();
  const opened = large.session.open(large.folder);
  expect(page(large, '').rows).toHaveLength(50);
  const listed = performance.now();
  expect(opened.notices).toEqual([{ code: 'log-unclean', details: {} }]);
  expect(opened.storage.reason?.code).toBe('log-checking');
  expect(listed - began).toBeLessThan(250);
  // 'unknown' has the session check the log itself, in this thread
  large.session.endCheck('unknown');
  expect(large.told).toEqual([{ state: 'ready', reason: null }]);
  const [ms, mebibytes] = [performance.now() - listed, statSync(large.file).size / 2 ** 20];
  console.log(
    `unclean exit: listed in ${(listed - began).toFixed(0)} ms, checked in ${ms.toFixed(0)} ms, ${mebibytes.toFixed(0)} MiB`,
  );
});
