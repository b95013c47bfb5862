import fc from 'fast-check';
import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { coresListed, physicalCores } from './physical-cores.ts';

/** The listing of a machine: one block a logical processor, as Linux writes it. */
function cpuinfo(sockets: number, coresASocket: number, threadsACore: number): string {
  const blocks: string[] = [];
  for (let thread = 0; thread < threadsACore; thread++) {
    for (let socket = 0; socket < sockets; socket++) {
      for (let core = 0; core < coresASocket; core++) {
        blocks.push(
          `processor\t: ${blocks.length}\nmodel name\t: A processor: with 8 core id in its name\nphysical id\t: ${socket}\n` +
            `siblings\t: ${coresASocket * threadsACore}\ncore id\t\t: ${core}\ncpu cores\t: ${coresASocket}`,
        );
      }
    }
  }
  return `${blocks.join('\n\n')}\n\n`;
}

describe('the number of physical cores', () => {
  it('counts each core once, however many threads and sockets share it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 1, max: 4 }),
        (sockets, cores, threads) => {
          expect(coresListed(cpuinfo(sockets, cores, threads))).toBe(sockets * cores);
        },
      ),
    );
  });

  it('counts cores whose numbers have gaps, as some processors number them', () => {
    expect(coresListed('core id : 0\n\ncore id : 1\n\ncore id : 8\n\ncore id : 9\n')).toBe(4);
  });

  it.each([
    ['an empty listing', ''],
    [
      'a listing without cores, as on ARM',
      'processor\t: 0\nBogoMIPS\t: 108.00\n\nprocessor\t: 1\nBogoMIPS\t: 108.00\n',
    ],
    ['noise', '\u0000core id\u0000:\n\ncore id : x\n'],
  ])('is 0, "not known", for %s', (_name, text) => {
    expect(coresListed(text)).toBe(0);
  });

  it('never asks for more threads than the machine lets a program use, and never for none', () => {
    const cores = physicalCores();
    expect(Number.isInteger(cores)).toBe(true);
    expect(cores).toBeGreaterThanOrEqual(1);
    expect(cores).toBeLessThanOrEqual(os.availableParallelism());
  });
});
