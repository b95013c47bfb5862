import { describe, expect, it } from 'vitest';
import { LatestFrame } from './latest-frame.ts';

function setUp() {
  const loads = new Map<string, { resolve: () => void; reject: () => void }>();
  const shown: string[] = [];
  const failed: string[] = [];
  const latest = new LatestFrame<string, string>(
    (key) =>
      new Promise((resolve, reject) => {
        loads.set(key, { resolve: () => resolve(`pixels of ${key}`), reject: () => reject(new Error(key)) });
      }),
    (key, value) => {
      expect(value).toBe(`pixels of ${key}`);
      shown.push(key);
    },
    (key) => failed.push(key),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const arrive = async (key: string) => {
    loads.get(key)?.resolve();
    await settle();
  };
  const fail = async (key: string) => {
    loads.get(key)?.reject();
    await settle();
  };
  return { latest, loads, shown, failed, arrive, fail };
}

describe('LatestFrame', () => {
  it('drops a frame that comes after a later one', async () => {
    const { latest, shown, arrive } = setUp();
    latest.ask('a');
    latest.ask('b');
    await arrive('b');
    await arrive('a');
    expect(shown).toEqual(['b']);
  });

  it('shows frames on the way to the last', async () => {
    const { latest, shown, arrive } = setUp();
    latest.ask('a');
    latest.ask('b');
    await arrive('a');
    await arrive('b');
    expect(shown).toEqual(['a', 'b']);
  });

  it('loads two at a time and of the rest only the last', async () => {
    const { latest, loads, shown, arrive } = setUp();
    for (const key of ['a', 'b', 'c', 'd', 'e']) latest.ask(key);
    expect([...loads.keys()]).toEqual(['a', 'b']);
    await arrive('a');
    expect([...loads.keys()]).toEqual(['a', 'b', 'e']);
    await arrive('e');
    await arrive('b');
    expect(shown).toEqual(['a', 'e']);
  });

  it('shows nothing once it is closed, whatever still arrives', async () => {
    const { latest, loads, shown, failed, arrive, fail } = setUp();
    latest.ask('a');
    latest.ask('b');
    latest.ask('c');
    latest.close();
    await arrive('a');
    await fail('b');
    latest.ask('d');
    expect(shown).toEqual([]);
    expect(failed).toEqual([]);
    expect([...loads.keys()]).toEqual(['a', 'b']);
  });

  it('tells of a failure only while that frame is wanted', async () => {
    const { latest, failed, fail } = setUp();
    latest.ask('a');
    latest.ask('b');
    await fail('a');
    expect(failed).toEqual([]);
    await fail('b');
    expect(failed).toEqual(['b']);
  });
});
