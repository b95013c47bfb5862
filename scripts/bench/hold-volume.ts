// A process that fetches a series as a volume from a reader process, over messages as the page does, and says how much
// memory it and the reader hold for it. Answers one line on standard input with a line of JSON.
import { fork } from 'node:child_process';
import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { sampleArray, type Frame } from '../../src-shared/imaging/frame.ts';
import { assembleSeries } from '../../src-shared/imaging/series-assembly.ts';
import { fetchVolume, planVolume } from '../../src-shared/imaging/volume.ts';
import type { VolumeAnswer, VolumeInstance } from './volume-reader.ts';

const reader = fork(new URL('./volume-reader.ts', import.meta.url), [process.argv[2] ?? '.'], {
  // values come on a pipe of their own, each frame into memory of its own, as a message port hands them out
  ...{ stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'], execArgv: [] },
});
/** Less than a pipe holds, so that reading never waits for more than can come. */
const CHUNK_BYTES = 16_384;
const filled = new Map<number, ArrayBuffer>();
const waiting = new Map<number, (answer: VolumeAnswer) => void>();
const arrived: { answer: VolumeAnswer; values: Uint8Array; filled: number }[] = [];
let nextId = 1;

reader.on('message', (answer: VolumeAnswer) => {
  if (answer.frame) arrived.push({ answer, values: new Uint8Array(answer.frame.bytes), filled: 0 });
  else waiting.get(answer.id)?.(answer);
  readOn();
});
const pipe = reader.stdio[4] as Readable;
pipe.on('readable', readOn);

/** Fills the frames that were announced, in their order. */
function readOn(): void {
  for (let next = arrived[0]; next; next = arrived[0]) {
    const chunk = pipe.read(Math.min(CHUNK_BYTES, next.values.length - next.filled)) as Buffer | null;
    if (!chunk) return;
    next.values.set(chunk, next.filled);
    next.filled += chunk.length;
    if (next.filled < next.values.length) continue;
    arrived.shift();
    filled.set(next.answer.id, next.values.buffer as ArrayBuffer);
    waiting.get(next.answer.id)?.(next.answer);
  }
}

function ask(what: 'instances' | 'memory' | number): Promise<VolumeAnswer> {
  const id = nextId++;
  return new Promise((resolve) => {
    waiting.set(id, (answer) => {
      waiting.delete(id);
      resolve(answer);
    });
    reader.send({ id, what });
  });
}

async function frame(instance: number): Promise<Frame> {
  const { id, frame } = await ask(instance);
  const buffer = filled.get(id);
  if (!frame || !buffer) throw new Error('no frame came');
  filled.delete(id);
  return { ...frame, values: sampleArray(frame.sampleType, buffer) };
}

const collect = () => (globalThis as { gc?: () => void }).gc?.();
process.stdout.write(`${JSON.stringify({ versions: `Node ${process.versions.node}` })}\n`);
for await (const _line of readline.createInterface({ input: process.stdin })) {
  const { instances = [] } = await ask('instances');
  const sets = assembleSeries<VolumeInstance>(instances).displaySets;
  const [largest] = [...sets].sort((a, b) => b.planes.length - a.planes.length);
  const plan = largest && planVolume(largest);
  if (!plan?.regular) throw new Error('no volume in this series');
  // so that the reader and its decoders are warm
  for (const { id } of instances.slice(0, 8)) await frame(id);
  const readerBefore = (await ask('memory')).usedBytes ?? 0;
  collect();
  const before = process.memoryUsage.rss();
  let most = before;
  const start = performance.now();
  const volume = await fetchVolume(plan, ({ instance }) => frame(instance.id), {
    ownFrames: true,
    onSlice: () => (most = Math.max(most, process.memoryUsage.rss())),
  });
  const ms = performance.now() - start;
  collect();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const rawBytes = volume.values.byteLength;
  const readerBytes = ((await ask('memory')).usedBytes ?? 0) - readerBefore;
  const heldBytes = process.memoryUsage.rss() - before;
  process.stdout.write(`${JSON.stringify({ ms, rawBytes, heldBytes, mostBytes: most - before, readerBytes })}\n`);
}
reader.kill();
process.exit();
