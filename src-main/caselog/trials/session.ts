// A log in this thread, for tests that look at its files or speak SQL to it.
import Database from 'better-sqlite3';
import type { Coded } from '../../../src-shared/contract/coded.ts';
import type { StorageState } from '../../../src-shared/contract/records.ts';
import type { OpenOptions } from '../database.ts';
import { temporaryFolder } from '../examples.ts';
import { databaseFile } from '../places.ts';
import { Session } from '../session.ts';

export interface Trial {
  readonly folder: string;
  readonly file: string;
  readonly session: Session;
  /** States that the session told of after it was opened. */
  readonly told: StorageState[];
  /** What opening answered last. */
  opened: { storage: StorageState; notices: Coded[] };
  /** Speaks SQL to the database over a connection of its own. */
  sql(text: string): unknown[];
  end(): void;
}

/** Opens a log in a fresh folder. */
export function trial(options: Partial<OpenOptions> = {}): Trial {
  const { folder, remove } = temporaryFolder();
  const file = databaseFile(folder);
  const told: StorageState[] = [];
  const session = new Session({ busyTimeoutMs: 100, ...options }, (storage) => told.push(storage));
  return {
    ...{ folder, file, session, told },
    opened: session.open(folder),
    sql: (text) => {
      const database = new Database(file);
      try {
        const statement = database.prepare(text);
        return statement.reader ? statement.all() : [statement.run()];
      } finally {
        database.close();
      }
    },
    end: () => {
      session.close();
      remove();
    },
  };
}
