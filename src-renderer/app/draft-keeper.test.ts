import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ReportDraft } from '../../src-shared/findings/report.ts';
import { emptyDraft } from '../../src-shared/report-page/report-draft.ts';
import { DraftKeeper, RETRY_AFTER_MS } from './draft-keeper.svelte.ts';

const draft = (findings: string): ReportDraft => ({ ...emptyDraft('en', ''), findings });

describe('DraftKeeper', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('keeps within half a second although typing goes on', async () => {
    const kept: string[] = [];
    const keeper = new DraftKeeper(async ({ findings }: ReportDraft) => void kept.push(findings));
    for (const text of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
      keeper.changed(draft(text));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(kept).toEqual(['abc']);
    await vi.advanceTimersByTimeAsync(500);
    expect(kept).toEqual(['abc', 'abcde']);
    expect(keeper.state).toBe('kept');
  });

  it('keeps one at a time and the newest last', async () => {
    const kept: string[] = [];
    const keeper = new DraftKeeper(async ({ findings }: ReportDraft) => {
      await new Promise((resolve) => setTimeout(resolve, findings === 'first' ? 1000 : 1));
      kept.push(findings);
    });
    keeper.changed(draft('first'));
    await vi.advanceTimersByTimeAsync(400);
    keeper.changed(draft('second'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(kept).toEqual(['first', 'second']);
    expect(keeper.state).toBe('kept');
  });

  it('says what failed and tries the newest text again until it is kept', async () => {
    let full = true;
    const kept: string[] = [];
    const keeper = new DraftKeeper(async ({ findings }: ReportDraft) => {
      if (full) throw new CodedError('disk-full');
      kept.push(findings);
    });
    keeper.changed(draft('typed'));
    expect(await keeper.flush()).toBe(false);
    expect(keeper.state).toBe('failed');
    expect(keeper.failure?.code).toBe('disk-full');
    keeper.changed(draft('typed more'));
    full = false;
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS + 10);
    expect(kept).toEqual(['typed more']);
    expect(keeper.failure).toBeNull();
    expect(keeper.state).toBe('kept');
  });
});
