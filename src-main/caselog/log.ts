import type Database from 'better-sqlite3';
import { CodedError } from '../../src-shared/contract/coded.ts';

type Bound = string | number | null;

type CountedTable =
  | 'results'
  | 'judgements'
  | 'opinions'
  | 'reports'
  | 'cases'
  | 'instances'
  | 'measurements'
  | 'documents'
  | 'label_schemas'
  | 'labelling_journal'
  | 'labelling_comments';

/** An open database with its prepared statements: what every repository file works on. */
export class Log {
  readonly database: Database.Database;
  /** The log was not closed in order before it was opened. */
  readonly wasUnclean: boolean;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database, wasUnclean = false) {
    this.database = database;
    this.wasUnclean = wasUnclean;
  }

  /** The first row of a query; undefined where there is none. */
  one<Row>(sql: string, ...bound: Bound[]): Row | undefined {
    return this.#prepared(sql).get(...bound) as Row | undefined;
  }

  /** All rows of a query. */
  all<Row>(sql: string, ...bound: Bound[]): Row[] {
    return this.#prepared(sql).all(...bound) as Row[];
  }

  /** The first column of every row of a query. */
  column<Value>(sql: string, ...bound: Bound[]): Value[] {
    const statement = this.#prepared(sql);
    statement.pluck(true);
    return statement.all(...bound) as Value[];
  }

  /** Runs a statement that answers no rows; gives the row id of an insert. */
  run(sql: string, ...bound: Bound[]): number {
    return Number(this.#prepared(sql).run(...bound).lastInsertRowid);
  }

  /** The row with this id. Errors: `record-missing`. */
  need<Row>(table: string, sql: string, id: number): Row {
    const row = this.one<Row>(sql, id);
    if (row === undefined) throw new CodedError('record-missing', { table, id });
    return row;
  }

  /** The id that the next row of an append-only table gets: ids follow the order of writing. */
  nextId(table: CountedTable): number {
    return this.one<{ id: number }>(`SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`)!.id;
  }

  /** Everything in `work` or nothing of it; on disk when this returns. Takes the write lock first. */
  write<T>(work: () => T): T {
    return this.database.transaction(work).immediate();
  }

  /** All queries in `work` see one state of the log. */
  read<T>(work: () => T): T {
    return this.database.transaction(work).deferred();
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** The time now, UTC, ISO 8601. For people to read: the order of records is that of their ids. */
export function timeNow(): string {
  return new Date().toISOString();
}
