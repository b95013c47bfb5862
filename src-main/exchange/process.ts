import { CodedError } from '../../src-shared/contract/coded.ts';
import { FrameLine, serveParent } from '../hosting/child-side.ts';
import type { ExchangeCalls } from './calls.ts';
import { DatasetExport } from './dataset-export.ts';

// The exchange process: frames by id from the reader, files into the folder that main names. It parses nothing.
const frames = new FrameLine();
let running: DatasetExport | null = null;

const current = () => {
  if (!running) throw new CodedError('exchange-crashed');
  return running;
};

serveParent<ExchangeCalls>({
  connect: (_input, { ports: [port] }) => {
    if (port) frames.connect(port);
    return null;
  },
  begin: async (order) => {
    await running?.abandon();
    running = null;
    running = await DatasetExport.begin(order, frames);
    return null;
  },
  item: async ({ item }) => ({ reason: await current().item(item) }),
  finish: async () => {
    const ending = current();
    running = null;
    return ending.finish();
  },
  abandon: async () => {
    await running?.abandon();
    running = null;
    return null;
  },
});
