import { Settings } from '../../src-shared/contract/records.ts';
import type { CaseLog } from '../caselog/index.ts';

/** The settings of this machine: kept in the case log, defaults where nothing was chosen. */
export class CurrentSettings {
  #now: Settings;

  constructor(systemLocale: string) {
    this.#now = {
      language: systemLocale.toLowerCase().startsWith('zh') ? 'zh' : 'en',
      theme: 'dark',
      readFirst: false,
      signer: '',
      shortcuts: {},
      windows: {},
      hiddenCorners: [],
      scale: 0,
    };
  }

  get now(): Settings {
    return this.#now;
  }

  /** Takes over what the log has kept; what is there and wrong is left at its default. */
  async load(log: Pick<CaseLog, 'call'>): Promise<void> {
    const kept = await log.call('settings.get', {});
    const parsed = Settings.partial().safeParse(kept);
    if (parsed.success) this.#now = merged(this.#now, parsed.data);
  }

  /** Changes some settings now, and in the log where it can be written. */
  async change(log: Pick<CaseLog, 'call'>, writable: boolean, change: Partial<Settings>): Promise<Settings> {
    if (writable) await log.call('settings.change', change);
    this.#now = merged(this.#now, change);
    return this.#now;
  }
}

/** `undefined` changes nothing: an absent field and an undefined one are the same to zod's partial. */
function merged(settings: Settings, change: { [K in keyof Settings]?: Settings[K] | undefined }): Settings {
  const known = Object.keys(Settings.shape) as (keyof Settings)[];
  return Object.fromEntries(
    known.map((key) => [key, Object.hasOwn(change, key) ? (change[key] ?? settings[key]) : settings[key]]),
  ) as Settings;
}
