import { toCoded } from '../../src-shared/contract/coded.ts';
import { analyze, type AnalysisRooms } from './analyze.ts';
import { describe } from './describe.ts';
import { evaluate } from './evaluate.ts';
import { EXIT, isInputFault } from './exit-codes.ts';
import { models } from './models.ts';
import { Output } from './output.ts';
import { readOrder, type Order } from './words.ts';

export { commandLineArguments } from './arguments.ts';
export { dataFolderOf } from './words.ts';

export interface CommandLineRooms extends Omit<AnalysisRooms, 'log'> {
  /** Opens the case log, for `--log`; null: that of this machine. */
  readonly openLog: (dataFolder: string | null) => Promise<AnalysisRooms['log']>;
}

/** Does what the words after `skiagraph` say and answers the exit code. Never throws. */
export async function runWords(words: readonly string[], rooms: CommandLineRooms): Promise<number> {
  let output = new Output({ language: words.includes('zh') ? 'zh' : 'en', pretty: false });
  try {
    const order = readOrder(words);
    output = new Output(order);
    return await carryOut(order, rooms, output);
  } catch (error) {
    const coded = toCoded(error);
    output.fail(coded);
    if (coded.code === 'usage-wrong') {
      output.say('command-line.usage');
      return EXIT.USAGE;
    }
    if (rooms.signal.aborted) return EXIT.CANCELLED;
    return isInputFault(coded.code) ? EXIT.UNREADABLE : EXIT.FAULT;
  } finally {
    await output.flushed();
  }
}

async function carryOut(order: Order, rooms: CommandLineRooms, output: Output): Promise<number> {
  switch (order.command) {
    case 'help':
      output.say('command-line.usage');
      return EXIT.DONE;
    case 'describe':
      return describe(rooms.reader, output, order, rooms.signal);
    case 'models':
      return models(rooms.inference, output, order);
    case 'evaluate':
      return evaluate(rooms, output, order);
    case 'analyze': {
      const log = order.log ? await rooms.openLog(order.dataFolder) : null;
      try {
        return await analyze({ ...rooms, log }, output, order);
      } finally {
        await log?.close();
      }
    }
  }
}
