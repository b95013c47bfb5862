import { Settings } from '../../src-shared/contract/records.ts';
import type { Log } from './log.ts';
import { noteEverythingShown } from './shown-results.ts';

/** The settings that were ever changed and can still be read; `isComplete` is false where one can't be read any more. */
export function readSettings(log: Log): { settings: Partial<Settings>; isComplete: boolean } {
  const rows = log.all<{ key: string; value: string }>('SELECT key, value FROM settings');
  const settings: Record<string, unknown> = {};
  let isComplete = true;
  for (const { key, value } of rows) {
    const schema = Object.entries(Settings.shape).find(([name]) => name === key)?.[1];
    // A setting of a version that knew more is left alone.
    if (!schema) continue;
    const parsed = schema.safeParse(plain(value));
    if (parsed.success) settings[key] = parsed.data;
    else isComplete = false;
  }
  return { settings: settings as Partial<Settings>, isComplete };
}

/** Changes some settings and leaves the others. */
export function changeSettings(log: Log, given: Partial<Settings>): void {
  const changes = Settings.partial().parse(given);
  log.write(() => {
    if (changes.readFirst === true && readSettings(log).settings.readFirst !== true) noteEverythingShown(log);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) continue;
      log.run(
        'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        ...[key, JSON.stringify(value)],
      );
    }
  });
}

function plain(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
