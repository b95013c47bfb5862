import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { basesOf, fire } from './fire.ts';
import { mutantsOf, UNDAMAGED, type Mutant } from './mutants.ts';
import { mutated, randomOf } from './mutate.ts';

const kept = JSON.parse(readFileSync(new URL('./kept.json', import.meta.url), 'utf8')) as Mutant[];

describe('the reader under fire', () => {
  it('reads every base while it is undamaged', { timeout: 120_000 }, async () => {
    const bases = await basesOf();
    const { outcomes, findings } = await fire(bases.map((base) => ({ base, seed: UNDAMAGED })));
    expect(findings).toEqual([]);
    expect(outcomes['read']).toBeGreaterThanOrEqual(30);
  });

  it('survives what broke it before, and some of everything', { timeout: 120_000 }, async () => {
    const { findings, outcomes } = await fire([...kept, ...mutantsOf(await basesOf(), 20_260_101, 250)]);
    expect(findings).toEqual([]);
    expect(Object.keys(outcomes).length).toBeGreaterThan(8);
  });

  it('is shot at with the same files for the same seeds', () => {
    const original = Uint8Array.from({ length: 3000 }, (_, i) => i);
    const once = Array.from({ length: 50 }, (_, seed) => mutated(original, randomOf(seed)));
    const again = Array.from({ length: 50 }, (_, seed) => mutated(original, randomOf(seed)));
    expect(once).toEqual(again);
    expect(once.filter((bytes) => Buffer.from(bytes).equals(original)).length).toBeLessThan(10);
  });
});
