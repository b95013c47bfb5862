import path from 'node:path';

/** The database file of a data folder. */
export function databaseFile(folder: string): string {
  return path.join(folder, 'caselog.sqlite');
}

/** Where the backups of a data folder's log lie. */
export function backupFolder(folder: string): string {
  return path.join(folder, 'backups');
}
