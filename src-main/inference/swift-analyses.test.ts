import { describe, expect, it } from 'vitest';
import type { StageProgress } from './calls.ts';
import { smallPicture, volumeOf } from './fixtures/small-models.fixture.ts';
import { SwiftAnalyses } from './swift-analyses.ts';

const film = (side: number) => smallPicture(side, side, [new Uint8Array(side * side)]);
const question = { model: 1, pixels: film(8).pixels };

/** Follows an analysis whose stages begin at the given milliseconds; the last one is its end. */
async function told(analyses: SwiftAnalyses, asked: Parameters<SwiftAnalyses['follow']>[0], begins: number[]) {
  const heard: StageProgress['stage'][] = [];
  let clock = 0;
  const stages = ['read', 'prepare', 'run', 'explain'] as const;
  const work = async (tell: (progress: StageProgress) => void) => {
    begins.forEach((at, i) => {
      clock = at;
      const stage = stages[i];
      if (stage) tell({ stage });
    });
  };
  await analyses.follow(
    asked,
    ({ stage }) => heard.push(stage),
    work,
    () => clock,
  );
  return heard;
}

describe('the stages of an analysis', () => {
  it('are told the first time, and not where the same kind of question was answered at once', async () => {
    const analyses = new SwiftAnalyses();
    expect(await told(analyses, question, [0, 1, 2, 3, 4])).toEqual(['read', 'prepare', 'run', 'explain']);
    expect(await told(analyses, question, [0, 1, 2, 3, 4])).toEqual([]);
  });

  it('are told from the moment on at which it takes longer after all, and the next time from the first', async () => {
    const analyses = new SwiftAnalyses();
    await told(analyses, question, [0, 1, 2, 3, 4]);
    expect(await told(analyses, question, [0, 1, 80, 900, 950])).toEqual(['run', 'explain']);
    expect(await told(analyses, question, [0, 1, 2, 3, 4])).toEqual(['read', 'prepare', 'run', 'explain']);
  });

  it.each([
    ['another network', { ...question, model: 2 }],
    ['a larger picture', { ...question, pixels: film(9).pixels }],
    ['a stack', { ...question, volume: volumeOf(film(8), { slices: [0, 0].map(() => ({ instance: 0, frame: 0 })) }) }],
    ['a map by asking again', { ...question, explain: 'rise' as const }],
  ])('are told of %s, of which nobody knows yet how long it takes', async (_name, other) => {
    const analyses = new SwiftAnalyses();
    await told(analyses, question, [0, 1, 2, 3, 4]);
    expect(await told(analyses, other, [0, 1, 2, 3, 4])).toHaveLength(4);
  });
});
