// The reader under fire: makes damaged files from bases and seeds, and reads them as the program does. Told by its parent
// which, it says what became of each. Nothing here may end the process; if something does, the parent knows what it had.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { IndexProgress } from '../../src-main/reading/calls.ts';
import { readerHandlers } from '../../src-main/reading/handlers.ts';
import { allBases, type Base } from './bases.ts';
import { UNDAMAGED, type Mutant } from './mutants.ts';
import { mutated, randomOf } from './mutate.ts';

export type FireMessage =
  | { readonly kind: 'ready'; readonly bases: string[] }
  | { readonly kind: 'began'; readonly number: number }
  | {
      readonly kind: 'ended';
      readonly number: number;
      /** What each of its images came to: `read`, or a code. */
      readonly outcomes: readonly string[];
      /** Of failures that nobody foresaw. */
      readonly message: string | null;
      readonly tookMs: number;
      readonly usedBytes: number;
    };

const IN_HAND = 4;
const bases = new Map((await allBases()).map((base) => [base.name, base]));
const handlers = readerHandlers(new URL('../../src-main/reading/pool/worker.ts', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-fuzz-'));
const context = { ports: [], progress: () => undefined };
let nextId = 1;

/** The damaged file's bytes; the same for the same mutant. */
function bytesOf({ base: name, seed }: Mutant): Uint8Array {
  const base = bases.get(name) as Base;
  if (seed === UNDAMAGED) return base.bytes;
  const random = randomOf(seed);
  if (base.wrap && base.content && random() < 0.7) return base.wrap(mutated(base.content, random));
  return mutated(base.bytes, random);
}

async function read(mutant: Mutant): Promise<{ outcomes: string[]; message: string | null }> {
  const file = path.join(folder, `${nextId}-${mutant.base}${/\.\w+$/.test(mutant.base) ? '' : '.dcm'}`);
  writeFileSync(file, bytesOf(mutant));
  const outcomes: string[] = [];
  let message: string | null = null;
  const failed = (error: unknown) => {
    const { code, details } = toCoded(error);
    outcomes.push(code);
    if (code === 'internal-error') message = String(details['message']);
  };
  try {
    for (const { locator, sha256 } of await found(file, failed)) {
      const id = InstanceId.parse(nextId++);
      try {
        await handlers.grant({ instances: [{ id, path: locator, fileSha256: sha256 }] }, context);
        await handlers['pixels.summary']({ instanceId: id }, context);
        if (mutant.seed % 4 === 0) {
          await handlers['key-image']({ instanceId: id, frame: 0, maxSide: 64, map: null }, context);
        }
        outcomes.push('read');
      } catch (error) {
        failed(error);
      }
    }
  } finally {
    rmSync(file, { force: true });
  }
  return { outcomes, message };
}

/** Indexes a file, or what is in it. */
async function found(file: string, failed: (error: unknown) => void): Promise<{ locator: string; sha256: string }[]> {
  const images: { locator: string; sha256: string }[] = [];
  const progress = (event: IndexProgress) => {
    if (event.kind !== 'settled') return;
    for (const settled of event.files) {
      if ('error' in settled) failed(settled.error);
      else if ('sha256' in settled) images.push({ locator: settled.path, sha256: settled.sha256 });
    }
  };
  await handlers.index({ run: nextId++, roots: [file] } as never, { ...context, progress: progress as never });
  return images;
}

const say = (message: FireMessage) => process.send?.(message);
const queue: { number: number; mutant: Mutant }[] = [];
let running = 0;

function goOn(): void {
  while (running < IN_HAND) {
    const next = queue.shift();
    if (!next) return;
    running++;
    say({ kind: 'began', number: next.number });
    const began = performance.now();
    read(next.mutant)
      .catch((error: unknown) => ({ outcomes: ['index-failed'], message: String(error) }))
      .then(({ outcomes, message }) => {
        running--;
        const tookMs = performance.now() - began;
        say({ kind: 'ended', number: next.number, outcomes, message, tookMs, usedBytes: process.memoryUsage.rss() });
        goOn();
      });
  }
}

process.on('message', (mutants: typeof queue) => {
  queue.push(...mutants);
  goOn();
});
process.on('disconnect', () => process.exit(0));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
say({ kind: 'ready', bases: [...bases.keys()] });
