// A reader process without Electron that decodes folders: for every line on standard input (a folder) all its frames through
// the pixel port, answered by a line of JSON. A folder is indexed and granted when it is first named, which does not count.
// `bytes FOLDER`: only reads the files.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { IndexProgress } from '../../src-main/reading/calls.ts';
import { readerHandlers } from '../../src-main/reading/handlers.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { PixelAnswer, PixelRequest } from '../../src-shared/contract/pixel-port.ts';

const handlers = readerHandlers(new URL('../../src-main/reading/pool/worker.ts', import.meta.url));
const context = { ports: [], progress: () => undefined };
const folders = new Map<string, InstanceId[]>();
const waiting = new Map<number, (answer: PixelAnswer) => void>();
let ask: (request: PixelRequest) => void = () => undefined;
await handlers.connect(
  {},
  {
    ...context,
    ports: [
      {
        on: (_event, listener) => (ask = (data) => listener({ data })),
        postMessage: (answer) => waiting.get((answer as PixelAnswer).id)?.(answer as PixelAnswer),
        start: () => undefined,
      },
    ],
  },
);
let nextId = 1;

async function granted(folder: string): Promise<InstanceId[]> {
  const instances: { id: InstanceId; path: string; fileSha256: string }[] = [];
  const progress = (event: IndexProgress) => {
    if (event.kind !== 'settled') return;
    for (const file of event.files) {
      if ('sha256' in file) {
        instances.push({ id: InstanceId.parse(nextId++), path: file.path, fileSha256: file.sha256 });
      }
    }
  };
  await handlers.index({ run: nextId++, roots: [folder], skip: 0, careful: 0, known: [] }, { ...context, progress });
  await handlers.grant({ instances }, context);
  return instances.map(({ id }) => id);
}

async function frame(instanceId: InstanceId): Promise<number> {
  const id = nextId++;
  const answer = await new Promise<PixelAnswer>((resolve) => {
    waiting.set(id, resolve);
    ask({ id, kind: 'frame', instanceId, frame: 0, priority: 'prefetch' });
  });
  waiting.delete(id);
  if (answer.kind !== 'frame') throw new Error(JSON.stringify(answer));
  return answer.buffer.byteLength;
}

process.stdout.write(`${JSON.stringify({ versions: `Node ${process.versions.node}` })}\n`);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const bytesOnly = line.startsWith('bytes ');
  const folder = line.replace(/^bytes /, '');
  const files = bytesOnly ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  if (!bytesOnly && !folders.has(folder)) folders.set(folder, await granted(folder));
  const ids = folders.get(folder) ?? [];
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (const file of files) fs.readFileSync(file);
  await Promise.all(ids.map(frame));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  process.stdout.write(`${JSON.stringify({ frames: ids.length, ms, cpuMs: (user + system) / 1000 })}\n`);
}
process.exit();
