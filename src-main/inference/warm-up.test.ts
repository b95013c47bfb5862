import { beforeEach, describe, expect, it, vi } from 'vitest';
import { smallModel } from './fixtures/small-models.fixture.ts';
import { wakeUp, warmUp } from './warm-up.ts';

const { network } = vi.hoisted(() => ({ network: { runs: 0, runMs: 0 } }));
vi.mock('./session.ts', () => ({
  loadModel: async () => ({
    run: async () => {
      network.runs += 1;
      const end = performance.now() + network.runMs;
      while (performance.now() < end);
    },
  }),
}));

beforeEach(() => Object.assign(network, { runs: 0, runMs: 0 }));

describe('waking a network that is about to be asked', () => {
  it('leaves one alone that was never warmed up', async () => {
    await wakeUp(smallModel('outliner', {}), 1);
    expect(network.runs).toBe(0);
  });

  it('lets a quick one run once more', async () => {
    const model = smallModel('classifier', {});
    await warmUp(model, 1, 2);
    await wakeUp(model, 1);
    expect(network.runs).toBe(3);
  });

  it('leaves a slow one alone, which would be late for the question itself', async () => {
    const model = smallModel('doubler', {});
    network.runMs = 30;
    await warmUp(model, 1, 1);
    await wakeUp(model, 1);
    expect(network.runs).toBe(1);
  });
});
