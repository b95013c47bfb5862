import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's figures for a secret of a person: 128 MiB and some tenths of a second a guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 2 ** 20 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Wrong PINs that cost nothing but the next guess. */
const FREE_FAILURES = 5;
const LONGEST_WAIT_S = 15 * 60;

/** A PIN as it is kept: a random salt and scrypt's key of both, in hex. Worked out off the thread that asks. */
export async function sealPin(pin: string): Promise<{ salt: string; hash: string }> {
  const salt = randomBytes(SALT_BYTES);
  return { salt: salt.toString('hex'), hash: (await keyOf(pin, salt)).toString('hex') };
}

/** Whether a PIN is the one that was sealed; compared in constant time. */
export async function isPin(pin: string, sealed: { salt: string; hash: string }): Promise<boolean> {
  const key = await keyOf(pin, Buffer.from(sealed.salt, 'hex'));
  const kept = Buffer.from(sealed.hash, 'hex');
  return kept.length === key.length && timingSafeEqual(key, kept);
}

/**
 * Seconds that are left until another PIN may be tried: none for the first five wrong ones, then 1 s, doubled by each
 * further one up to a quarter of an hour. A clock that was set back waits no longer than that.
 *
 * @param failures wrong PINs since the last right one
 * @param failedAt when the last one was given, ISO 8601
 * @param now milliseconds since 1970
 */
export function secondsToWait(failures: number, failedAt: string | null, now: number): number {
  if (failures < FREE_FAILURES || failedAt === null) return 0;
  const wait = Math.min(2 ** (failures - FREE_FAILURES), LONGEST_WAIT_S);
  return Math.min(wait, Math.max(0, Math.ceil(wait - (now - Date.parse(failedAt)) / 1000)));
}

function keyOf(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
