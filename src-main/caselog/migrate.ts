import type Database from 'better-sqlite3';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { APPLICATION_ID, schemaVersion } from './connection.ts';
import type { Migration } from './migrations/index.ts';

/**
 * Takes a database forward to the last migration, each in a transaction of its own, after `backUp` has made a verified
 * backup of what was there. An empty database has nothing to back up.
 * Errors: `log-newer` where the database has met a migration that this program doesn't know; nothing is changed then.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[], backUp: () => void): void {
  const version = schemaVersion(database) ?? 0;
  if (version > newestVersion(migrations)) throw new CodedError('log-newer');
  for (const migration of migrations.filter((each) => each.version > version)) {
    if (schemaVersion(database) !== null) backUp();
    const step = database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${migration.version}`);
    });
    step.immediate();
  }
}

/** The schema version that a list of migrations leads to. */
export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}
