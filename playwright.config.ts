import { defineConfig } from '@playwright/test';

/** Tests of the built program in real windows. One at a time: two cores, and windows that share a screen. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: process.env['SKIAGRAPH_LONG'] ? '**/*.spec.ts' : /^(?!.*\.long\.spec\.ts$).*\.spec\.ts$/,
  outputDir: 'test-output/playwright',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  // a debugger's handshake or a focus that a busy machine lost is tried once more, and told as flaky
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: true,
});
