import type { CaseId, InstanceId, ProfileId } from '../../src-shared/contract/ids.ts';
import { WorklistRow } from '../../src-shared/contract/records.ts';
import { Identity } from '../../src-shared/imaging/instance.ts';
import { z } from '../../src-shared/schema.ts';
import { isBlinded } from './annotation/datasets.ts';
import type { CaseLogCalls } from './calls.ts';
import { CaseRecord, STATES } from './cases.ts';
import type { Log } from './log.ts';
import { unseal } from './sealed-record.ts';
import { searchWords } from './search-text.ts';
import { newestUnanswered } from './unanswered.ts';

type Page = CaseLogCalls['worklist.page'];

const SealedWord = z.object({ word: WorklistRow.shape.machineWord });
const NOBODY = Object.fromEntries(Object.keys(Identity.shape).map((name) => [name, null])) as Identity;
const Modalities = z.array(z.string());

interface CaseRow {
  id: CaseId;
  record: string;
  sha256: string;
  imported_at: string;
  state: number;
  modalities: string;
  body_part: string | null;
  series_count: number;
  instance_count: number;
  first_instance_id: InstanceId;
  opinion_count: number;
  machine_word: string | null;
  machine_word_sha256: string | null;
}

/**
 * A page of the worklist, newest import first. Every word must be found in what a case is known by, or name its state.
 * With `readFirst`, the network's word is left out for cases without an opinion, and always for cases that `profileId` reads
 * blinded. Walks one narrow index, whatever the
 * number of cases; only the page's own rows are read in full.
 */
export function worklistPage(log: Log, { words, offset, limit, readFirst, profileId }: Page['input']): Page['output'] {
  return log.read(() => {
    const { ids, total } = pageIds(log, words, offset, limit);
    return { rows: ids.map((id) => worklistRow(log, id, readFirst, profileId)), total };
  });
}

function pageIds(log: Log, typed: string, offset: number, limit: number): { ids: CaseId[]; total: number } {
  const words = searchWords(typed);
  const from = 'FROM cases INDEXED BY cases_worklist';
  if (words.length === 0) {
    const ids = log.column<CaseId>(`SELECT id ${from} ORDER BY id DESC LIMIT ? OFFSET ?`, limit, offset);
    return { ids, total: log.column<number>('SELECT count(*) FROM cases')[0]! };
  }
  const conditions = words.map(({ states }) =>
    states.length === 0 ? 'instr(search, ?)' : `(instr(search, ?) OR state IN (${states.join(', ')}))`,
  );
  const matching = log.column<CaseId>(
    `SELECT id ${from} WHERE ${conditions.join(' AND ')} ORDER BY id DESC`,
    ...words.map(({ text }) => text),
  );
  return { ids: matching.slice(offset, offset + limit), total: matching.length };
}

function worklistRow(log: Log, id: CaseId, readFirst: boolean, profileId: ProfileId | undefined): WorklistRow {
  const row = log.one<CaseRow>(
    `SELECT id, record, sha256, imported_at, state, modalities, body_part, series_count, instance_count,
       first_instance_id, opinion_count, machine_word, machine_word_sha256 FROM cases WHERE id = ?`,
    id,
  )!;
  const record = unlessAltered(() => unseal('cases', row, { importedAt: row.imported_at }, CaseRecord));
  const { machine_word: word, machine_word_sha256: sha256 } = row;
  const sealed = word === null || sha256 === null ? null : { id, record: word, sha256 };
  const unread = readFirst && row.opinion_count === 0;
  const hidden = sealed === null || unread || (profileId !== undefined && isBlinded(log, id, profileId));
  const unanswered = newestUnanswered(log, id);
  return {
    caseId: row.id,
    identity: record?.identity ?? NOBODY,
    sourceName: record?.sourceName ?? `#${id}`,
    modalities: unlessAltered(() => Modalities.parse(JSON.parse(row.modalities))) ?? [],
    bodyPart: row.body_part,
    seriesCount: row.series_count,
    instanceCount: row.instance_count,
    firstInstanceId: row.first_instance_id,
    state: STATES[row.state]!,
    machineWord: hidden ? null : (unlessAltered(() => unseal('cases', sealed, {}, SealedWord).word) ?? null),
    ...(unanswered && { unanswered }),
    importedAt: row.imported_at,
  };
}

/** Null for what isn't as it was written: the case's line stays without it; opening the case says `record-altered`. */
function unlessAltered<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
