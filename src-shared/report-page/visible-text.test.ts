import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLine, visibleLines } from './visible-text.ts';

describe('visibleLines', () => {
  it('keeps lines and turns every line end into one kind', () => {
    expect(visibleLines('a\r\nb\rc\nd\u2028e')).toBe('a\nb\nc\nd\ne');
  });

  it('shows what turns or hides text', () => {
    expect(visibleLines('Doe\u202eenaJ')).toBe('Doe⟨U+202E⟩enaJ');
    expect(visibleLines('a\u0000b\u200bc\u2066d')).toBe('a␀b⟨U+200B⟩c⟨U+2066⟩d');
  });

  it('leaves ordinary text of both languages alone', () => {
    const text = 'Right lower zone: 12 mm, “dense”.\n右下肺野片状影。';
    expect(visibleLines(text)).toBe(text);
  });

  it('never lets a control or bidirectional character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(visibleLines(raw).replaceAll('\n', '')).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });
});

describe('visibleLine', () => {
  it('is one line', () => {
    expect(visibleLine(' Doe,\nJane\t ')).toBe('Doe, Jane');
  });
});
