import type { ProviderName } from '../../src-shared/contract/verification.ts';

/** What the makers call where a network runs; names, the same in every language. */
export const PROVIDER_NAMES: Readonly<Record<ProviderName, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  webgpu: 'WebGPU',
  coreml: 'Core ML',
};
