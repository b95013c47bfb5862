import { svelte } from '@sveltejs/vite-plugin-svelte';
import { configDefaults, defineConfig } from 'vitest/config';

const long = process.argv.some((argument) => argument.includes('vitest.long.config'));

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: [long ? '{src-*,scripts}/**/*.long.test.ts' : '{src-*,scripts}/**/*.test.ts'],
    exclude: long ? configDefaults.exclude : [...configDefaults.exclude, '**/*.long.test.ts'],
    testTimeout: 30_000,
  },
});
