import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProviderTrial } from '../../src-shared/contract/verification.ts';
import type { AnalysisOutcome } from './calls.ts';
import { providerOf } from './providers.ts';

const root = path.join(import.meta.dirname, '../..');
/** Electron brings a graphics device of software and the loader for it; the runtime's WebGPU runs on it as on any other. */
const device = ['.runtime/electron', 'node_modules/electron/dist']
  .map((folder) => path.join(root, folder))
  .find((folder) => ['vk_swiftshader_icd.json', 'libvulkan.so.1'].every((name) => existsSync(path.join(folder, name))));

type Said = Partial<Pick<AnalysisOutcome, 'probabilities' | 'segments'>> & {
  readonly used?: AnalysisOutcome['provider'];
  readonly code: string | null;
};
type Asked = { readonly trial: ProviderTrial } & Record<'cpu' | 'webgpu' | 'again', Said>;

describe.skipIf(!device || process.platform !== 'linux')('WebGPU, on a graphics device of software', () => {
  const ran = spawnSync(process.execPath, [path.join(import.meta.dirname, 'fixtures/on-webgpu.fixture.ts')], {
    encoding: 'utf8',
    env: { LD_LIBRARY_PATH: device, VK_ICD_FILENAMES: path.join(device ?? '', 'vk_swiftshader_icd.json') },
  });
  const said = () => {
    expect(ran.stderr).not.toMatch(/^\s+at /m);
    return JSON.parse(ran.stdout) as Record<'outliner' | 'classifier', Asked>;
  };

  it('gives the numbers of the CPU where it agrees with it, says so, and the same again', () => {
    const { trial, cpu, webgpu, again } = said().outliner;
    expect(trial).toMatchObject({ provider: 'webgpu', outcome: 'agrees' });
    expect(trial.largestDifference).toBeLessThan(1e-4);
    expect([cpu.used?.name, webgpu.used?.name]).toEqual(['cpu', 'webgpu']);
    expect(webgpu.segments![0]!.areaPx).toBeGreaterThan(0);
    expect(webgpu.segments).toEqual(cpu.segments);
    expect(again).toEqual(webgpu);
  });

  it('is used by itself only where it is sooner than the CPU, and wherever somebody chooses it', () => {
    const { trial } = said().outliner;
    const { runMs, cpuMs } = trial as { runMs: number; cpuMs: number };
    expect(providerOf('auto', [trial])).toBe(runMs < cpuMs ? 'webgpu' : 'cpu');
    expect(providerOf('webgpu', [trial])).toBe('webgpu');
  });

  it('never gives a number that is not the CPU’s', () => {
    // the runtime's convolutions of six channels are wrong there in version 1.30: the trial finds it, and so does every run
    const { trial, cpu, webgpu, again } = said().classifier;
    if (trial.outcome === 'agrees') {
      for (const [label, probability] of Object.entries(cpu.probabilities!)) {
        expect(webgpu.probabilities![label]).toBeCloseTo(probability, 4);
      }
      return;
    }
    expect(trial.outcome).toBe('disagrees');
    expect(trial.largestDifference).toBeGreaterThan(1e-3);
    expect(providerOf('webgpu', [trial])).toBe('cpu');
    expect([webgpu, again]).toEqual([{ code: 'provider-disagrees' }, { code: 'provider-disagrees' }]);
  });
});
