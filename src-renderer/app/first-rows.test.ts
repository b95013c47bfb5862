import { beforeEach, describe, expect, it, vi } from 'vitest';

const asked: unknown[] = [];
let answer: () => Promise<unknown> = async () => ({ rows: [], total: asked.length });
vi.mock('./bridge.ts', () => ({
  call: (_name: string, input: unknown) => {
    asked.push(input);
    return answer();
  },
}));
const { askFirstRows, worklistPage } = await import('./first-rows.ts');

const TOP = { words: '', offset: 0, limit: 100 };

beforeEach(() => {
  asked.length = 0;
  answer = async () => ({ rows: [], total: asked.length });
});

describe('the first rows of the worklist', () => {
  it('are asked for once, and given to whoever asks first', async () => {
    await askFirstRows();
    expect(await worklistPage(TOP)).toEqual({ rows: [], total: 1 });
    expect(asked).toEqual([TOP]);
    expect(await worklistPage(TOP)).toEqual({ rows: [], total: 2 });
  });

  it.each([
    { ...TOP, words: 'doe' },
    { ...TOP, offset: 100 },
    { ...TOP, limit: 10 },
  ])('are not given for %j, and not later either', async (other) => {
    await askFirstRows();
    await worklistPage(other);
    await worklistPage(TOP);
    expect(asked).toEqual([TOP, other, TOP]);
  });

  it('that were refused fail where they are used, not where they were asked for', async () => {
    answer = () => Promise.reject(new Error('log-busy'));
    await expect(askFirstRows()).resolves.toBeUndefined();
    await expect(worklistPage(TOP)).rejects.toThrow('log-busy');
  });
});
