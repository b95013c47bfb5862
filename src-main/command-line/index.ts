import { CodedError, toCoded, type Code } from '../../src-shared/contract/coded.ts';
import type { AnalysisRooms } from './analyze.ts';
import { EXIT, isInputFault } from './exit-codes.ts';
import type { LabelRooms } from './label-exchange.ts';
import { Output } from './output.ts';
import { readOrder, type Order } from './words.ts';

export interface CommandLineRooms extends Omit<AnalysisRooms, 'log'>, Pick<LabelRooms, 'exchange'> {
  /** Opens the case log, for `--log`; null: that of this machine. */
  readonly openLog: (dataFolder: string | null) => Promise<AnalysisRooms['log']>;
}

/**
 * Does what the words after `skiagraph` say and answers the exit code; 1 also where its lines could not be written, 4 where their
 * reader went away in the middle (`| head`). Never throws.
 */
export async function runWords(words: readonly string[], rooms: CommandLineRooms): Promise<number> {
  let output = new Output({ language: words.includes('zh') ? 'zh' : 'en', pretty: false });
  let exit: number;
  try {
    const order = readOrder(words);
    output = new Output(order);
    exit = await carryOut(order, { ...rooms, signal: signalOf(order, rooms, output) }, output);
  } catch (error) {
    const { code, details } = toCoded(error);
    output.fail({ code, details });
    if (code === 'usage-wrong') output.say('command-line.usage');
    exit = exitAfter(code, rooms.signal);
  }
  await output.flushed();
  if (!output.lost) return exit;
  output.fail(output.lost);
  await output.flushed();
  return EXIT.FAULT;
}

/** What ends an order: the person, and, where nothing is kept of what it finds, that nobody reads its lines any more. */
function signalOf(order: Order, { signal }: CommandLineRooms, { gone }: Output): AbortSignal {
  const asks = order.command === 'analyze' || order.command === 'evaluate';
  const keeps = (asks && order.out !== null) || (order.command === 'analyze' && order.log);
  const works = asks || order.command === 'describe' || order.command === 'repeat';
  return works && !keeps ? AbortSignal.any([signal, gone]) : signal;
}

function exitAfter(code: Code, { aborted }: AbortSignal): number {
  if (code === 'usage-wrong') return EXIT.USAGE;
  if (aborted) return EXIT.CANCELLED;
  return isInputFault(code) ? EXIT.UNREADABLE : EXIT.FAULT;
}

/** What a command needs is loaded with it: the first result waits for nothing else. */
async function carryOut(order: Order, rooms: CommandLineRooms, output: Output): Promise<number> {
  switch (order.command) {
    case 'help':
      output.say('command-line.usage');
      return EXIT.DONE;
    case 'describe':
      return (await import('./describe.ts')).describe(rooms.reader, output, order, rooms.signal);
    case 'models':
      return (await import('./models.ts')).models(rooms.inference, output, order, rooms.signal);
    case 'repeat':
      return (await import('./repeat.ts')).repeat(rooms, output, order);
    case 'evaluate':
      return (await import('./evaluate.ts')).evaluate(rooms, output, order);
    case 'export':
    case 'import': {
      const { exportLabels, importLabelFiles } = await import('./label-exchange.ts');
      const log = await rooms.openLog(order.dataFolder);
      if (!log) throw new CodedError('log-read-only');
      try {
        if (order.command === 'export') return await exportLabels(rooms, log, output, order);
        return await importLabelFiles(rooms, log, output, order);
      } finally {
        await log.close();
      }
    }
    case 'analyze': {
      const { analyze } = await import('./analyze.ts');
      const log = order.log ? await rooms.openLog(order.dataFolder) : null;
      try {
        return await analyze({ ...rooms, log }, output, order);
      } finally {
        await log?.close();
      }
    }
  }
}
