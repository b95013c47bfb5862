// Another process that has the log for itself until its standard input ends.
import Database from 'better-sqlite3';

const database = new Database(process.argv[2]!);
database.exec('BEGIN EXCLUSIVE');
console.log('locked');
process.stdin.resume();
process.stdin.on('end', () => {
  database.exec('ROLLBACK');
  database.close();
});
