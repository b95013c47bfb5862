import { describe, expect, it } from 'vitest';
import { signingTime } from './signing-time.ts';

describe('signingTime', () => {
  it('says local time with its offset, and UTC', () => {
    expect(signingTime('2026-11-21T23:46:31.000Z', 480)).toEqual({
      local: '2026-11-22 07:46:31 (UTC+08:00)',
      utc: '2026-11-21 23:46:31 UTC',
    });
  });

  it('knows offsets west of Greenwich that are no whole hours', () => {
    expect(signingTime('2026-01-01T01:00:00Z', -210).local).toBe('2025-12-31 21:30:00 (UTC−03:30)');
  });
});
