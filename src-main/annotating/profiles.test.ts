import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodedError } from '../../src-shared/contract/coded.ts';
import { trial, type Trial } from '../caselog/trials/session.ts';
import type { CaseLog } from '../caselog/index.ts';
import { isPin, sealPin, secondsToWait } from './pin.ts';
import { Profiles } from './profiles.ts';

let at: Trial;
beforeEach(() => (at = trial()));
afterEach(() => at.end());

const room = () =>
  new Profiles({ call: async (name, input) => at.session.answer(name, input) } as Pick<CaseLog, 'call'>);

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (thrown: CodedError) => thrown.code,
  );

describe('somebody who works alone', () => {
  it('labels without a PIN, and keeps what was done once there is a profile', async () => {
    const profiles = room();
    expect(await profiles.looking()).toBeNull();
    const alone = await profiles.need();
    expect(profiles.now).toEqual({ id: alone, name: 'reader', hasPin: false });
    expect(await profiles.add('Dr. Li', '1234')).toEqual({ id: alone, name: 'Dr. Li', hasPin: true });
    expect(await profiles.list()).toHaveLength(1);
  });
});

describe('with profiles', () => {
  it('nobody labels who is not signed in', async () => {
    const profiles = room();
    const li = await profiles.add('Dr. Li', '1234');
    profiles.signOut();
    expect(await codeOf(profiles.need())).toBe('profile-needed');
    expect(await profiles.looking()).toBeNull();
    expect(await codeOf(profiles.signIn(li.id, '12345'))).toBe('profile-pin-wrong');
    expect(profiles.now).toBeNull();
    expect(await profiles.signIn(li.id, '1234')).toEqual(li);
    expect(await profiles.need()).toBe(li.id);
  });

  it('no name is given twice, however it is written', async () => {
    const profiles = room();
    await profiles.add('Dr. Li', '1234');
    expect(await codeOf(profiles.add('dr.  LI', '9999'))).toBe('profile-name-taken');
    expect(profiles.now?.name).toBe('Dr. Li');
  });

  it('the sixth wrong PIN has to wait, a right one too, also after a restart, and trials at once are counted', async () => {
    const profiles = room();
    const { id } = await profiles.add('Dr. Li', '1234');
    const wrong = await Promise.all(Array.from({ length: 7 }, () => codeOf(profiles.signIn(id, '0000'))));
    expect(wrong.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'profile-pin-wrong'));
    expect(wrong.slice(5)).toContain('profile-waits');
    at.session.close();
    at.session.open(at.folder);
    at.sql(`UPDATE profiles SET failures = 9, failed_at = '${new Date().toISOString()}'`);
    await expect(room().signIn(id, '1234')).rejects.toMatchObject({ code: 'profile-waits' });
  }, 60_000);
});

describe('a PIN', () => {
  it('is kept as a key that only the PIN gives, another one each time', async () => {
    const [one, other] = [await sealPin('1234'), await sealPin('1234')];
    expect(one.hash).not.toBe(other.hash);
    expect(JSON.stringify(one)).not.toContain('1234');
    expect([await isPin('1234', one), await isPin('1235', one)]).toEqual([true, false]);
  }, 60_000);

  it('waits longer after each failure beyond five, a quarter of an hour at most', () => {
    const at0 = '2026-01-01T00:00:00.000Z';
    const now = Date.parse(at0);
    const waits = [0, 4, 5, 6, 9, 15, 40].map((failures) => secondsToWait(failures, at0, now));
    expect(waits).toEqual([0, 0, 1, 2, 16, 900, 900]);
    expect(secondsToWait(9, at0, now + 10_000)).toBe(6);
    expect(secondsToWait(9, at0, now + 16_000)).toBe(0);
    // the clock was set back a year
    expect(secondsToWait(9, at0, now - 31_536_000_000)).toBe(16);
  });
});
