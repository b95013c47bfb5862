import { expect, it } from 'vitest';
import { matchingEntries, type Entry } from './palette-entries.ts';

const entries: Entry[] = ['Go to Settings', 'Open files…', 'Set the window', '打开文件…'].map((title, index) => ({
  id: String(index),
  title,
  run: () => undefined,
}));
const titles = (typed: string) => matchingEntries(entries, typed).map(({ title }) => title);

it('needs every word, wherever it stands', () => {
  expect(titles('files open')).toEqual(['Open files…']);
  expect(titles('文件')).toEqual(['打开文件…']);
  expect(titles('ｏｐｅｎ')).toEqual(['Open files…']);
  expect(titles('nothing like it')).toEqual([]);
  expect(titles('  ')).toHaveLength(4);
});

it('puts what begins with the typed words first', () => {
  expect(titles('set')).toEqual(['Set the window', 'Go to Settings']);
});

it('shows an id once', () => {
  expect(matchingEntries([...entries, ...entries], '')).toHaveLength(4);
});
