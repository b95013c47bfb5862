import { expect, it } from 'vitest';
import { MOST_TIMEOUTS, Patience } from './patience.ts';

const late = { code: 'model-timeout', details: {} } as const;

it('gives a network up that does not finish several times in a row', () => {
  const patience = new Patience();
  for (let i = 1; i < MOST_TIMEOUTS; i++) expect(patience.after(late)).toBeNull();
  expect(patience.ended.aborted).toBe(false);
  expect(patience.after(late)).toMatchObject({ code: 'model-given-up', details: { films: MOST_TIMEOUTS } });
  expect(patience.ended.aborted).toBe(true);
  expect(patience.after(late)).toBeNull();
});

it('goes on with one that answers between, or fails otherwise', () => {
  const patience = new Patience();
  for (let i = 0; i < 4; i++) {
    patience.after(late);
    patience.after(late);
    patience.after(i % 2 === 0 ? null : { code: 'model-output-invalid', details: {} });
  }
  expect(patience.ended.aborted).toBe(false);
});
