import { readdirSync, readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { figureNames } from './figure-names.ts';

const models = path.join(import.meta.dirname, '..', '..', '..', 'models');
const shipped = readdirSync(models).filter((name) => existsSync(path.join(models, name, 'manifest.json')));

describe('the figures of a model that ships with the program', () => {
  it.each(shipped)('have names of their own: %s', (name) => {
    const { figures } = JSON.parse(readFileSync(path.join(models, name, 'manifest.json'), 'utf8')) as ModelManifest;
    expect(figures.length).toBeGreaterThan(0);
    const names = figureNames();
    expect(figures.map((figure) => figure.name).filter((figure) => !names[figure])).toEqual([]);
  });
});
