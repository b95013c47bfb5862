import { parseArgs } from 'node:util';

/** Stands before the words of the command line; everything after it is the person's. */
export const COMMAND_LINE_MARK = '--command-line';

/** The words after the mark, or undefined where the program was started as a window. `argv`: as the process got it. */
export function commandLineArguments(argv: readonly string[]): string[] | undefined {
  const mark = argv.indexOf(COMMAND_LINE_MARK);
  if (mark < 0) return undefined;
  const words = argv.slice(mark + 1);
  return words[0] === '--' ? words.slice(1) : words;
}

/** The data folder that the words name, whatever else they say; null: the one of this machine. */
export function dataFolderOf(words: readonly string[]): string | null {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    options: { 'data-folder': { type: 'string' } },
  });
  return typeof values['data-folder'] === 'string' ? values['data-folder'] : null;
}

/**
 * Whether the words ask for printed pages (`analyze --report`, `evaluate --out`), whatever else they say: those need Chromium. May
 * be true of words that are refused later.
 */
export function asksForPaper(words: readonly string[]): boolean {
  const said = (option: string) => words.some((word) => word === option || word.startsWith(`${option}=`));
  return said('--report') || (words.includes('evaluate') && said('--out'));
}

/** Whether the words ask a network about pictures, so that reading and running may begin before they are understood. */
export function asksNetworks([command]: readonly string[]): boolean {
  return command === 'analyze' || command === 'analyse' || command === 'evaluate' || command === 'repeat';
}
