import { expect, it, vi } from 'vitest';

vi.mock('../../../src-shared/schema.ts', () => {
  throw new Error('a schema was loaded');
});

// building schemas takes longer than a small picture: the first picture would wait for them
it.each(['./task-handlers.ts', '../handlers.ts', '../../inference/pipeline.ts'])(
  'starts without building a schema: %s',
  async (file) => {
    await expect(import(file)).resolves.toBeDefined();
  },
);
