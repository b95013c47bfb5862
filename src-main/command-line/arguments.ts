/** Stands before the words of the command line; everything after it is the person's. */
export const COMMAND_LINE_MARK = '--command-line';

/** The words after the mark, or undefined where the program was started as a window. `argv`: as the process got it. */
export function commandLineArguments(argv: readonly string[]): string[] | undefined {
  const mark = argv.indexOf(COMMAND_LINE_MARK);
  if (mark < 0) return undefined;
  const words = argv.slice(mark + 1);
  return words[0] === '--' ? words.slice(1) : words;
}
