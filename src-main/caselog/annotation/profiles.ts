import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ProfileId } from '../../../src-shared/contract/ids.ts';
import type { Profile } from '../../../src-shared/contract/profile.ts';
import { timeNow, type Log } from '../log.ts';
import type { ProfileSecret } from './calls.ts';

interface ProfileRow {
  id: ProfileId;
  name: string;
  salt: string | null;
  hash: string | null;
  failures: number;
  failed_at: string | null;
}

const COLUMNS = 'id, name, salt, hash, failures, failed_at';
/** Who labels before anybody was added. */
const READER = 'reader';

/** Everybody, in the order in which they came. */
export function listProfiles(log: Log): Profile[] {
  return log.all<ProfileRow>(`SELECT ${COLUMNS} FROM profiles ORDER BY id`).map(profileOf);
}

/** Whoever labels without a PIN; made where there is nobody at all. Null where everybody has a PIN. */
export function openReader(log: Log): Profile | null {
  return log.write(() => {
    const rows = log.all<ProfileRow>(`SELECT ${COLUMNS} FROM profiles ORDER BY id`);
    const open = rows.find(({ hash }) => hash === null);
    if (open) return profileOf(open);
    if (rows.length > 0) return null;
    const id = log.run(
      'INSERT INTO profiles (name, comparable_name, created_at) VALUES (?, ?, ?)',
      ...[READER, READER, timeNow()],
    );
    return { id: id as ProfileId, name: READER, hasPin: false };
  });
}

/**
 * Adds a person. Whoever labelled without a PIN until now becomes the first who is added, so that nobody's work is left
 * without an owner. Errors: `profile-name-taken`.
 */
export function addProfile(log: Log, { name, salt, hash }: { name: string; salt: string; hash: string }): Profile {
  return log.write(() => {
    const open = log.one<{ id: ProfileId }>('SELECT id FROM profiles WHERE hash IS NULL');
    const comparable = comparableName(name);
    const owner = log.one<{ id: ProfileId }>('SELECT id FROM profiles WHERE comparable_name = ?', comparable);
    if (owner && owner.id !== open?.id) throw new CodedError('profile-name-taken', { name });
    if (open) {
      const sql = 'UPDATE profiles SET name = ?, comparable_name = ?, salt = ?, hash = ? WHERE id = ?';
      log.run(sql, name, comparable, salt, hash, open.id);
      return { id: open.id, name, hasPin: true };
    }
    const id = log.run(
      'INSERT INTO profiles (name, comparable_name, salt, hash, created_at) VALUES (?, ?, ?, ?, ?)',
      ...[name, comparable, salt, hash, timeNow()],
    );
    return { id: id as ProfileId, name, hasPin: true };
  });
}

/** What a PIN is checked against. Errors: `record-missing`. */
export function profileSecret(log: Log, { profileId }: { profileId: ProfileId }): ProfileSecret {
  const row = needProfile(log, profileId);
  return { profile: profileOf(row), salt: row.salt, hash: row.hash, failures: row.failures, failedAt: row.failed_at };
}

/** Notes that somebody tried to sign in: a right PIN forgets the wrong ones before it. */
export function noteTrial(log: Log, { profileId, right }: { profileId: ProfileId; right: boolean }): null {
  const sql = right
    ? 'UPDATE profiles SET failures = 0, failed_at = NULL WHERE id = ?'
    : 'UPDATE profiles SET failures = failures + 1, failed_at = ? WHERE id = ?';
  log.write(() => (right ? log.run(sql, profileId) : log.run(sql, timeNow(), profileId)));
  return null;
}

function needProfile(log: Log, id: ProfileId): ProfileRow {
  return log.need<ProfileRow>('profiles', `SELECT ${COLUMNS} FROM profiles WHERE id = ?`, id);
}

function profileOf({ id, name, hash }: ProfileRow): Profile {
  return { id, name, hasPin: hash !== null };
}

/** Two names that look alike are one person's. */
function comparableName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
