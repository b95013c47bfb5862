// A reader process without Electron that indexes a folder round after round: one for every line on standard input, answered
// by a line of JSON. `known` as the line: what the round before read is known already.
import readline from 'node:readline';
import type { IndexProgress, KnownFile } from '../../src-main/reading/calls.ts';
import { readerHandlers } from '../../src-main/reading/handlers.ts';

const root = process.argv[2] ?? '.';
const handlers = readerHandlers(new URL('../../src-main/reading/pool/worker.ts', import.meta.url));
let known: KnownFile[] = [];
process.stdout.write(`${JSON.stringify({ versions: `Node ${process.versions.node}` })}\n`);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const wasKnown = line === 'known' ? known : [];
  const start = performance.now();
  const processor = process.cpuUsage();
  const passed = () => performance.now() - start;
  const met: KnownFile[] = [];
  let [headersMs, firstMs, messages] = [0, NaN, 0];
  const progress = (event: IndexProgress) => {
    messages++;
    if (event.kind === 'described') {
      headersMs = passed();
      met.push(
        ...event.files.map(({ path, modifiedMs, description }) => ({ path, modifiedMs, size: description.fileBytes })),
      );
    }
    if (event.kind === 'settled' && Number.isNaN(firstMs)) firstMs = passed();
  };
  const input = { run: 1, roots: [root], skip: 0, careful: 0, known: wasKnown };
  const totals = await handlers.index(input, { ports: [], progress });
  const allMs = passed();
  const { user, system } = process.cpuUsage(processor);
  if (wasKnown.length === 0) known = met;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(
    `${JSON.stringify({ ...totals, headersMs, firstMs, allMs, processorMs: (user + system) / 1000, messages, peakBytes })}\n`,
  );
}
process.exit();
