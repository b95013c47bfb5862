import {
  afterStep,
  EMPTY_LABELLING,
  inverse,
  Step,
  type LabellingState,
} from '../../../src-shared/annotation/labelling.ts';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import type { ItemId, LabellingId, ProfileId } from '../../../src-shared/contract/ids.ts';
import type { LabellingRole } from '../../../src-shared/contract/annotation-records.ts';
import { canonicalJson, sha256Of } from '../canonical-json.ts';
import type { Log } from '../log.ts';

/**
 * A row of a labelling's journal. `step`: what was done; `undo` and `redo` name the row whose step is taken back or done
 * again; `schema`: the labelling was moved on to version `of`, and the step clears what that does not know: undo ends there. Seals are a chain: each is the SHA-256 of the one before and the row's canonical JSON, the first of whose labelling
 * it is, so that a row that is changed, gone, added or moved shows.
 */
export interface JournalRow {
  readonly revision: number;
  readonly kind: 'step' | 'undo' | 'redo' | 'schema';
  readonly of: number | null;
  readonly at: string;
  readonly step: string | null;
  readonly sha256: string;
}

/** The steps that count, in order, the first `depth` of them done and the rest waiting to be redone. */
export interface StepLine {
  readonly line: readonly { readonly revision: number; readonly name: string }[];
  readonly depth: number;
}

/** Of whose labelling a chain of seals is. */
export interface ChainStart {
  readonly labellingId: LabellingId;
  readonly itemId: ItemId;
  readonly profileId: ProfileId;
  readonly role: LabellingRole;
  readonly createdAt: string;
}

/** The seal before a journal's first row. */
export function chainStart(start: ChainStart): string {
  return sha256Of(canonicalJson({ ...start }));
}

/** Adds a row; gives its seal. */
export function addJournalRow(
  log: Log,
  labellingId: LabellingId,
  chain: string,
  row: Omit<JournalRow, 'sha256'>,
): string {
  const sha256 = sealOf(labellingId, chain, row);
  const { revision, kind, of, at, step } = row;
  log.run(
    'INSERT INTO labelling_journal (id, labelling_id, revision, kind, of, at, step, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[log.nextId('labelling_journal'), labellingId, revision, kind, of, at, step, sha256],
  );
  return sha256;
}

/** The step of a row, for undo and redo. Errors: `record-altered`. */
export function journalledStep(log: Log, labellingId: LabellingId, revision: number): Step {
  const row = log.one<{ step: string | null }>(
    'SELECT step FROM labelling_journal WHERE labelling_id = ? AND revision = ?',
    ...[labellingId, revision],
  );
  if (typeof row?.step !== 'string') throw altered(labellingId);
  return Step.parse(JSON.parse(row.step));
}

/**
 * What a journal makes of an empty labelling, its seals checked on the way. Errors: `record-altered` where a seal does not
 * fit or a row does not follow from those before it.
 *
 * @param pixels rows × columns of a slice
 */
export function replayJournal(
  log: Log,
  start: ChainStart,
  pixels: number,
): StepLine & { readonly state: LabellingState; readonly chain: string; readonly revision: number } {
  const { labellingId } = start;
  const rows = log.database
    .prepare<[number], JournalRow>(
      'SELECT revision, kind, of, at, step, sha256 FROM labelling_journal WHERE labelling_id = ? ORDER BY revision',
    )
    .iterate(labellingId);
  let [state, chain, revision, depth] = [EMPTY_LABELLING, chainStart(start), 0, 0];
  const line: { revision: number; name: string; step: Step }[] = [];
  for (const row of rows) {
    revision += 1;
    if (row.revision !== revision || sealOf(labellingId, chain, row) !== row.sha256) throw altered(labellingId);
    chain = row.sha256;
    try {
      if (row.kind === 'step') {
        const step = Step.parse(JSON.parse(row.step ?? ''));
        line.splice(depth, Infinity, { revision, name: step.name, step });
        state = afterStep(state, step, pixels);
        depth += 1;
      } else if (row.kind === 'schema') {
        line.splice(0);
        depth = 0;
        if (row.step !== null) state = afterStep(state, Step.parse(JSON.parse(row.step)), pixels);
      } else {
        const at = row.kind === 'undo' ? depth - 1 : depth;
        const entry = line[at];
        if (entry?.revision !== row.of) throw altered(labellingId);
        state = afterStep(state, row.kind === 'undo' ? inverse(entry!.step) : entry!.step, pixels);
        depth += row.kind === 'undo' ? -1 : 1;
      }
    } catch (cause) {
      throw altered(labellingId, cause);
    }
  }
  return { state, chain, revision, depth, line: line.map(({ revision: of, name }) => ({ revision: of, name })) };
}

function sealOf(labellingId: LabellingId, chain: string, row: Omit<JournalRow, 'sha256'>): string {
  const { revision, kind, of, at, step } = row;
  return sha256Of(chain + canonicalJson({ labellingId, revision, kind, of, at, step }));
}

function altered(labellingId: LabellingId, cause?: unknown): CodedError {
  return new CodedError('record-altered', { table: 'labelling_journal', id: labellingId }, { cause });
}
