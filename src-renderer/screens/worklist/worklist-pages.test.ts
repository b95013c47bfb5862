import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { WorklistRow } from '../../../src-shared/contract/records.ts';
import { WorklistPages } from './worklist-pages.svelte.ts';

interface Asked {
  readonly words: string;
  readonly offset: number;
  readonly limit: number;
}

function rows(from: number, count: number): WorklistRow[] {
  return Array.from({ length: count }, (_none, index) => ({ caseId: from + index }) as WorklistRow);
}

/** A log of `total` cases whose answers come when the test lets them. */
function slowLog(total: number) {
  const waiting: { asked: Asked; answer: () => void; fail: () => void }[] = [];
  const pages = new WorklistPages(
    (asked) =>
      new Promise((resolve, reject) => {
        const base = asked.words.length * 1_000_000 + 1;
        waiting.push({
          asked,
          answer: () =>
            resolve({ rows: rows(base + asked.offset, Math.min(asked.limit, total - asked.offset)), total }),
          fail: () => reject(new CodedError('log-busy')),
        });
      }),
  );
  return { pages, waiting };
}

describe('WorklistPages', () => {
  it('fetches the pages on the screen, once', async () => {
    const { pages, waiting } = slowLog(100_000);
    const first = pages.filter('');
    waiting[0]!.answer();
    await first;
    expect(pages.total).toBe(100_000);
    expect(pages.rowAt(99)?.caseId).toBe(100);
    expect(pages.rowAt(100)).toBeUndefined();

    const shown = Promise.all([
      pages.show({ first: 50_090, last: 50_110 }),
      pages.show({ first: 50_091, last: 50_111 }),
    ]);
    expect(waiting.slice(1).map(({ asked }) => asked.offset)).toEqual([50_000, 50_100]);
    waiting.slice(1).forEach(({ answer }) => answer());
    await shown;
    expect(pages.rowAt(50_105)?.caseId).toBe(50_106);
    expect(pages.indexOf(50_106 as never)).toBe(50_105);
    expect(pages.indexOf(7_000 as never)).toBe(-1);
  });

  it('keeps the pages near the screen and forgets far ones', async () => {
    const { pages, waiting } = slowLog(100_000);
    for (let page = 0; page < 30; page += 1) {
      const shown = pages.show({ first: page * 100, last: page * 100 + 10 });
      waiting.at(-1)!.answer();
      await shown;
    }
    expect(pages.rowAt(0)).toBeUndefined();
    expect(pages.rowAt(2_900)).toBeDefined();
  });

  it('reads every row that matches, in as few questions as main answers', async () => {
    const { pages, waiting } = slowLog(450);
    const first = pages.filter('ct');
    waiting[0]!.answer();
    await first;
    const all = pages.all();
    for (let asked = 1; asked <= 3; asked += 1) {
      waiting[asked]!.answer();
      await new Promise((done) => setTimeout(done));
    }
    expect((await all).map(({ caseId }) => caseId)).toEqual(rows(2_000_001, 450).map(({ caseId }) => caseId));
    expect(waiting.slice(1).map(({ asked }) => asked)).toEqual(
      [0, 200, 400].map((offset) => ({ words: 'ct', offset, limit: 200 })),
    );
  });

  it('drops the late answer of an earlier filter', async () => {
    const { pages, waiting } = slowLog(500);
    const early = pages.filter('a');
    const late = pages.filter('ab');
    waiting[1]!.answer();
    await late;
    waiting[0]!.answer();
    await early;
    expect(pages.rowAt(0)?.caseId).toBe(2_000_001);
  });

  it('drops a late page of an earlier filter', async () => {
    const { pages, waiting } = slowLog(500);
    const scrolled = pages.show({ first: 200, last: 210 });
    const filtered = pages.filter('a');
    waiting[1]!.answer();
    await filtered;
    waiting[0]!.answer();
    await scrolled;
    expect(pages.rowAt(200)).toBeUndefined();
  });

  it('keeps its rows and says why when a reading fails', async () => {
    const { pages, waiting } = slowLog(500);
    const first = pages.filter('');
    waiting[0]!.answer();
    await first;
    const again = pages.refresh();
    waiting[1]!.fail();
    await again;
    expect(pages.failure?.code).toBe('log-busy');
    expect(pages.rowAt(0)?.caseId).toBe(1);
  });
});
