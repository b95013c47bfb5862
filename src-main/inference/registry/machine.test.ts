import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thisMachine } from './machine.ts';

let system: string;
beforeEach(() => {
  system = mkdtempSync(path.join(os.tmpdir(), 'skiagraph-machine-'));
});
afterEach(() => rmSync(system, { recursive: true, force: true }));

function put(file: string, text: string): void {
  const place = path.join(system, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

describe('the machine for which a self-test holds', () => {
  it('is its processor and system where there is no graphics card, whatever its kernel', () => {
    expect(thisMachine(system)).toBe(`${os.cpus()[0]!.model.trim()} · ${os.platform()} ${os.arch()}`);
    put('sys/class/drm/version', 'drm 1.1.0\n');
    expect(thisMachine(system)).not.toContain(os.release());
  });

  it('is another one with another card or another driver', () => {
    const seen = new Set([thisMachine(system)]);
    put('sys/class/drm/card0/device/vendor', '0x8086\n');
    put('sys/class/drm/card0/device/device', '0x56a0\n');
    mkdirSync(path.join(system, 'sys/class/drm/card0-HDMI-A-1'));
    expect(thisMachine(system)).toContain(`0x8086:0x56a0 · ${os.release()}`);
    seen.add(thisMachine(system));
    put('sys/class/drm/card1/device/vendor', '0x10de\n');
    put('sys/class/drm/card1/device/device', '0x2684\n');
    seen.add(thisMachine(system));
    const nvidia = (version: string) => `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Thu Feb  8 2024\n`;
    for (const version of ['550.54.14', '550.90.07']) {
      put('proc/driver/nvidia/version', nvidia(version));
      seen.add(thisMachine(system));
    }
    expect(thisMachine(system)).toMatch(/NVIDIA 550\.90\.07$/);
    expect(seen.size).toBe(5);
  });
});
