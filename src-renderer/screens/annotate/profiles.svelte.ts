import type { Profile } from '../../../src-shared/contract/profile.ts';
import { toCoded, type Coded } from '../../../src-shared/contract/coded.ts';
import type { ProfileId } from '../../../src-shared/contract/ids.ts';
import { t } from '../../app/language.svelte.ts';
import { workbench } from '../../app/workbench.ts';

/** Who labels on this machine, and who is signed in. */
class Profiles {
  all = $state.raw<readonly Profile[]>([]);
  currentId = $state<ProfileId | null>(null);
  failure = $state.raw<Coded | null>(null);
  /** Grows when somebody else is signed in: what is on the screen is another person's. */
  revision = $state(0);

  get current(): Profile | null {
    return this.all.find(({ id }) => id === this.currentId) ?? null;
  }

  /** Nobody has a PIN: labels belong to whoever sits here. */
  get alone(): boolean {
    return this.all.every(({ hasPin }) => !hasPin);
  }

  async load(): Promise<void> {
    try {
      const { profiles, current } = await workbench.profiles();
      this.all = profiles;
      this.currentId = current;
      this.failure = null;
    } catch (thrown) {
      this.failure = toCoded(thrown);
    }
  }

  /** Adds a person and signs them in. Throws CodedError. */
  async add(name: string, pin: string): Promise<void> {
    await workbench.addProfile({ name, pin });
    await this.#changed();
  }

  /** Throws CodedError. */
  async signIn(profileId: ProfileId, pin: string): Promise<void> {
    await workbench.signIn({ profileId, pin });
    await this.#changed();
  }

  /** Throws CodedError. */
  async signOut(): Promise<void> {
    await workbench.signOut();
    await this.#changed();
  }

  /** A person's name; of the one without a PIN, who is whoever sits here, "you". */
  nameOf(id: ProfileId): string {
    const profile = this.all.find((one) => one.id === id);
    return profile?.hasPin ? profile.name : t('annotate.you');
  }

  async #changed(): Promise<void> {
    await this.load();
    this.revision += 1;
  }
}

/** The one list on the page. */
export const profiles = new Profiles();
