import { describe, expect, it } from 'vitest';
import { smallModel } from './fixtures/small-models.fixture.ts';
import { KnownModels, ToldModels } from './told-models.ts';

const models = Array.from({ length: 12 }, (_, i) => ({ ...smallModel('classifier', {}), file: `/models/${i}` }));

function sides() {
  const [told, known] = [new ToldModels(), new KnownModels()];
  const heard: string[] = [];
  const ask = (i: number) => {
    const number = told.numberOf(models[i]!, (fresh) => {
      heard.push(models[i]!.file);
      known.know(fresh, structuredClone(models[i]!));
    });
    return known.asked({ model: number, frame: i });
  };
  return { told, known, heard, ask };
}

describe('models that a process was told of', () => {
  it('cross once, and are known by number afterwards', () => {
    const { heard, ask } = sides();
    for (const i of [0, 1, 0, 1, 0]) expect(ask(i)).toEqual({ frame: i, model: models[i] });
    expect(heard).toEqual(['/models/0', '/models/1']);
  });

  it('are told again where both sides have forgotten them, and never mixed up', () => {
    const { heard, ask } = sides();
    for (let i = 0; i < 400; i++) {
      const which = (i * 7 + ((i * i) % 5)) % models.length;
      expect(ask(which).model.file).toBe(`/models/${which}`);
    }
    expect(heard.length).toBeGreaterThan(models.length);
  });

  it('are told again to a process that was started again', () => {
    const { told, heard, ask } = sides();
    ask(0);
    told.forget();
    ask(0);
    expect(heard).toEqual(['/models/0', '/models/0']);
  });

  it('are an error where nobody told of them', () => {
    expect(() => new KnownModels().asked({ model: 1 })).toThrow('model 1');
  });
});
