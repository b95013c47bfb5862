// Kills a painting process at random moments and looks for every stroke that it was told was kept.
import { pixelsOfRuns } from '../../../src-shared/annotation/mask-runs.ts';
import type { ItemId, ProfileId } from '../../../src-shared/contract/ids.ts';
import { reader, SIDE, smallDataset } from '../annotation/examples.ts';
import { temporaryFolder } from '../examples.ts';
import { Session } from '../session.ts';
import { writeUntilKilled } from './kill-rounds.ts';
import { paintedAfter } from './stroke-plan.ts';

export interface StrokeKills {
  readonly acknowledged: number;
  /** Rounds after which an acknowledged stroke was not there, or one that nobody made was. */
  readonly lost: string[];
  /** Rounds after which the log was not ready, or the journal did not give what was on the screen. */
  readonly unsound: string[];
}

/** Runs as many rounds on one labelling. */
export async function strokeKillRounds(rounds: number): Promise<StrokeKills> {
  const { folder, remove } = temporaryFolder();
  const [lost, unsound]: [string[], string[]] = [[], []];
  let acknowledged = 0;
  try {
    const { itemId, profileId } = prepared(folder);
    for (let round = 0; round < rounds; round++) {
      const lines = await writeUntilKilled<{ revision: number }>(
        'stroke-writer.ts',
        [folder, String(itemId)],
        5 + Math.random() * 150,
      );
      acknowledged += lines.length;
      const session = new Session({ busyTimeoutMs: 5000, checkFirstBelow: Infinity }, () => undefined);
      const { storage } = session.open(folder);
      const opened = session.answer('labelling.open', { itemId, profileId });
      if (storage.state !== 'ready' || opened.restored?.code !== 'labelling-restored') {
        unsound.push(`round ${round}: ${storage.state}, ${opened.restored?.code}`);
      }
      const { revision } = opened.place;
      const promised = lines.at(-1)?.revision ?? 0;
      const mask = pixelsOfRuns(opened.content.masks[0]?.runs ?? [SIDE * SIDE], SIDE * SIDE);
      const painted = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
      const expected = paintedAfter(revision).sort((a, b) => a - b);
      // one more may have been kept and not yet acknowledged
      if (revision < promised || revision > promised + 1 || String(painted) !== String(expected)) {
        lost.push(`round ${round}: ${promised} acknowledged, ${revision} there, ${painted} instead of ${expected}`);
      }
      session.close();
    }
  } finally {
    remove();
  }
  return { acknowledged, lost, unsound };
}

function prepared(folder: string): { itemId: ItemId; profileId: ProfileId } {
  const session = new Session({ busyTimeoutMs: 5000 }, () => undefined);
  session.open(folder);
  const profileId = reader(session);
  const itemId = smallDataset(session, 1).itemIds[0]!;
  session.close();
  return { itemId, profileId };
}
