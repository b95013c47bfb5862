import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ProfileId } from '../../src-shared/contract/ids.ts';
import type { Profile } from '../../src-shared/contract/profile.ts';
import type { CaseLog } from '../caselog/index.ts';
import { isPin, sealPin, secondsToWait } from './pin.ts';

/**
 * Who labels on this machine, and who of them is signed in: one at a time, until they sign out or the program ends. Somebody
 * who works alone needs no profile: until one is added, labels belong to a reader without a PIN, and the first who is added
 * takes that reader's place. A PIN tells readers apart; it encrypts nothing.
 */
export class Profiles {
  readonly #log: Pick<CaseLog, 'call'>;
  #now: Profile | null = null;
  /** PINs are tried one after the other: trials at once would all be the first. */
  #trying: Promise<unknown> = Promise.resolve();

  constructor(log: Pick<CaseLog, 'call'>) {
    this.#log = log;
  }

  /** Who is signed in; null: nobody, or nobody has labelled yet. */
  get now(): Profile | null {
    return this.#now;
  }

  async list(): Promise<Profile[]> {
    return (await this.#log.call('profiles.list', {})).profiles;
  }

  /** Who labels. Errors: `profile-needed` where there are profiles and nobody is signed in. */
  async need(): Promise<ProfileId> {
    this.#now ??= (await this.#log.call('profile.open-reader', {})).profile;
    if (!this.#now) throw new CodedError('profile-needed');
    return this.#now.id;
  }

  /** Who looks: nobody is asked to sign in for it, and nothing is written. */
  async looking(): Promise<ProfileId | null> {
    return this.#now?.id ?? (await this.list()).find(({ hasPin }) => !hasPin)?.id ?? null;
  }

  /**
   * Who asks for what only a reader may see, without writing anything: null where nobody has labelled yet. Errors:
   * `profile-needed` where there are profiles and nobody is signed in.
   */
  async asking(): Promise<ProfileId | null> {
    const looking = await this.looking();
    if (looking === null && (await this.list()).length > 0) throw new CodedError('profile-needed');
    return looking;
  }

  /** Adds a person and signs them in. Errors: `profile-name-taken`. */
  async add(name: string, pin: string): Promise<Profile> {
    this.#now = await this.#log.call('profile.add', { name, ...(await sealPin(pin)) });
    return this.#now;
  }

  /** Errors: `record-missing`, `profile-pin-wrong`, `profile-waits` (details `seconds`). */
  signIn(profileId: ProfileId, pin: string): Promise<Profile> {
    const trial = this.#trying.then(() => this.#try(profileId, pin));
    this.#trying = trial.catch(() => undefined);
    return trial;
  }

  signOut(): void {
    this.#now = null;
  }

  async #try(profileId: ProfileId, pin: string): Promise<Profile> {
    const { profile, salt, hash, failures, failedAt } = await this.#log.call('profile.secret', { profileId });
    const seconds = secondsToWait(failures, failedAt, Date.now());
    if (seconds > 0) throw new CodedError('profile-waits', { seconds });
    const right = salt === null || hash === null || (await isPin(pin, { salt, hash }));
    await this.#log.call('profile.trial', { profileId, right });
    if (!right) throw new CodedError('profile-pin-wrong');
    this.#now = profile;
    return profile;
  }
}
