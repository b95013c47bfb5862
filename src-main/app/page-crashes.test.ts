import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reloadAfterCrashes } from './page-crashes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function page() {
  const contents = Object.assign(new EventEmitter(), { reload: vi.fn() });
  const tell = vi.fn();
  const crashes = reloadAfterCrashes(contents as never, tell);
  const gone = (reason = 'crashed') => contents.emit('render-process-gone', {}, { reason });
  return { contents, tell, crashes, gone };
}

describe('a page that died', () => {
  it('is loaded again and told why, once it is back', () => {
    const { contents, tell, crashes, gone } = page();
    contents.emit('did-finish-load');
    expect(crashes.notices()).toEqual([]);
    gone('oom');
    expect(contents.reload).toHaveBeenCalledTimes(1);
    expect(tell).not.toHaveBeenCalled();
    expect(crashes.notices()).toEqual([{ code: 'page-crashed', details: {} }]);
    contents.emit('did-finish-load');
    contents.emit('did-finish-load');
    expect(tell.mock.calls).toEqual([[{ code: 'page-crashed', details: {} }]]);
  });

  it('is left alone when it ended by itself', () => {
    const { contents, tell, gone } = page();
    gone('clean-exit');
    contents.emit('did-finish-load');
    expect([contents.reload.mock.calls, tell.mock.calls]).toEqual([[], []]);
  });

  it('is loaded again three times a minute and no more', () => {
    const { contents, gone } = page();
    for (let i = 0; i < 6; i++) gone();
    expect(contents.reload).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(60_000);
    gone();
    expect(contents.reload).toHaveBeenCalledTimes(4);
  });
});
