import { describe, expect, it } from 'vitest';
import { visibleText } from './file-text.ts';

describe('text from a file', () => {
  it('passes when it is ordinary, in any script', () => {
    expect(visibleText('Müller 王小东 ホン')).toEqual({ text: 'Müller 王小东 ホン', suspicious: false });
  });

  it('shows control and bidirectional characters instead of obeying them', () => {
    expect(visibleText('A\u0007B')).toEqual({ text: 'A␇B', suspicious: true });
    expect(visibleText('Doe\u202e^enaJ')).toEqual({ text: 'Doe⟨U+202E⟩^enaJ', suspicious: true });
    expect(visibleText('A\u0085')).toEqual({ text: 'A⟨U+0085⟩', suspicious: true });
  });

  it('keeps markup as text and says that it is odd', () => {
    expect(visibleText('<img src=x onerror=alert(1)>')).toEqual({
      text: '<img src=x onerror=alert(1)>',
      suspicious: true,
    });
  });
});
