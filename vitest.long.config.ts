import { mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long tests alone: hundreds of kills, a hundred thousand cases. */
export default mergeConfig(base, { test: { testTimeout: 900_000 } });
