import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresOfCases } from './figures.ts';
import { figuresInThread, type FiguresInput } from './figures-thread.ts';

const shipped = path.join(import.meta.dirname, '../../models/chest-xr-pneumonia/manifest.json');
const manifest = JSON.parse(readFileSync(shipped, 'utf8')) as FiguresInput[0];
const label = manifest.operatingPoints[0]!.label;

const cases = Array.from({ length: 60 }, (_, i) => {
  const row = { file: `${i}.png`, labels: i % 3 === 0 ? [label] : [], mask: null, groups: {} };
  return { row, probabilities: { [label]: ((i * 37) % 60) / 60 }, masks: {}, refused: i === 7 };
}) as unknown as FiguresInput[1];

describe('the figures of an evaluation in a thread', () => {
  it('are those that are made without one', async () => {
    const input: FiguresInput = [manifest, cases, { prevalence: 0.1, ignored: null }];
    const inThread = await figuresInThread(new URL('./figures-worker.ts', import.meta.url))(...input);
    const { at: _one, ...here } = figuresOfCases(...input);
    const { at: _other, ...there } = inThread;
    expect(there).toEqual(here);
    expect(there.labels.length).toBeGreaterThan(0);
  });

  it('fail with a code where the thread does', async () => {
    const broken = figuresInThread(new URL('./no-such-worker.ts', import.meta.url));
    await expect(broken(manifest, cases, { prevalence: null, ignored: null })).rejects.toThrow('internal-error');
    const nothing = figuresInThread(new URL('./figures-worker.ts', import.meta.url));
    await expect(nothing(null as never, cases, { prevalence: null, ignored: null })).rejects.toThrow('internal-error');
  });
});
