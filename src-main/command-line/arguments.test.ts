import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForPaper, COMMAND_LINE_MARK, commandLineArguments } from './arguments.ts';

describe('the arguments of the program', () => {
  it.each([
    [['skiagraph']],
    [['skiagraph', '/films']],
    [['electron', '.', '--no-sandbox']],
    [['skiagraph', `${COMMAND_LINE_MARK}=x`]],
    [[]],
  ])('%j open the window', (argv) => {
    expect(commandLineArguments(argv)).toBeUndefined();
  });

  it.each([
    [['skiagraph', COMMAND_LINE_MARK], []],
    [
      ['skiagraph', '--no-sandbox', COMMAND_LINE_MARK, 'describe', 'a'],
      ['describe', 'a'],
    ],
    // the runtime puts its own end of options there
    [
      ['skiagraph', COMMAND_LINE_MARK, '--', 'describe', 'a'],
      ['describe', 'a'],
    ],
    [
      ['skiagraph', COMMAND_LINE_MARK, 'describe', '--', '-a'],
      ['describe', '--', '-a'],
    ],
    [
      ['skiagraph', COMMAND_LINE_MARK, '--', '--', '-a'],
      ['--', '-a'],
    ],
  ])('%j are words for the command line', (argv, words) => {
    expect(commandLineArguments(argv)).toEqual(words);
  });

  it('behind the mark are handed over unchanged, another mark among them', () => {
    const word = fc.oneof(fc.string(), fc.constant(COMMAND_LINE_MARK));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        fc.pre(words[0] !== '--');
        const argv = ['skiagraph', '--no-sandbox', COMMAND_LINE_MARK, ...words];
        expect(commandLineArguments(argv)).toEqual(words);
      }),
    );
  });
});

describe('words that ask for printed pages', () => {
  it.each([
    [['analyze', 'a.dcm', '--model', 'x', '--report'], true],
    [['analyze', 'a.dcm', '--out', 'b'], false],
    [['evaluate', 'a', '--out', 'b'], true],
    [['--out=b', 'evaluate', 'a'], true],
    [['evaluate', 'a'], false],
    [[], false],
  ])('%o: %s', (words, expected) => expect(asksForPaper(words)).toBe(expected));
});
