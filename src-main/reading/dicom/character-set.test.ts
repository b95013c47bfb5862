import { describe, expect, it } from 'vitest';
import { textDecodingOf } from './character-set.ts';

const bytes = (hex: string) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));
const read = (set: string | null, hex: string) => textDecodingOf(set).decoding(bytes(hex), 'name');

describe('text of a DICOM file', () => {
  it('is read in the set that it names', () => {
    expect(read('ISO_IR 100', '42 75 63 5e 4a e9 72 f4 6d 65')).toBe('Buc^Jérôme');
    expect(read('ISO_IR 101', '57 61 b3 ea 73 61')).toBe('Wałęsa');
    expect(read('ISO_IR 144', 'bb ee da 63 65 dc d1 e3 e0 d3')).toBe('Люкceмбург');
    expect(read('ISO_IR 126', 'c4 e9 ef')).toBe('Διο');
    expect(read('ISO_IR 138', 'f9 f8 e5 ef')).toBe('שרון');
    expect(read('ISO_IR 166', 'b9 d2')).toBe('นา');
    expect(read('ISO_IR 13', 'd4 cf c0 de')).toBe('ﾔﾏﾀﾞ');
    expect(read('ISO_IR 192', 'e7 8e 8b')).toBe('王');
    expect(read('GB18030', 'cd f5 5e d0 a1 b6 ab')).toBe('王^小东');
    for (const set of ['GBK', 'GB2312', 'gb_2312-80']) expect(read(set, 'cd f5')).toBe('王');
    for (const set of ['UTF-8', 'utf8']) expect(textDecodingOf(set).known).toBe(true);
  });

  it('switches sets by escape sequences, as the standard’s own examples do', () => {
    // PS3.5 H.3.1, example 1.
    const yamada =
      '59 61 6d 61 64 61 5e 54 61 72 6f 75 3d 1b 24 42 3b 33 45 44 1b 28 42 5e 1b 24 42 42 40 4f 3a 1b 28 42';
    expect(read('\\ISO 2022 IR 87', yamada)).toBe('Yamada^Tarou=山田^太郎');
    // PS3.5 I.2.
    const hong = '48 6f 6e 67 5e 47 69 6c 64 6f 6e 67 3d 1b 24 29 43 fb f3 5e 1b 24 29 43 d1 ce d4 d7';
    expect(read('\\ISO 2022 IR 149', hong)).toBe('Hong^Gildong=洪^吉洞');
    // PS3.5 K.2.
    const zhang = '5a 68 61 6e 67 5e 58 69 61 6f 44 6f 6e 67 3d 1b 24 29 41 d5 c5 5e 1b 24 29 41 d0 a1 b6 ab';
    expect(read('\\ISO 2022 IR 58', zhang)).toBe('Zhang^XiaoDong=张^小东');
  });

  it('goes back to the first set behind each delimiter of a name, and of a text only at the end of a line or value', () => {
    const greek = '1b 2d 46 c4 e9 5e c4 e9';
    expect(read('ISO 2022 IR 100\\ISO 2022 IR 126', greek)).toBe('Δι^Äé');
    const decode = textDecodingOf('ISO 2022 IR 100\\ISO 2022 IR 126').decoding;
    expect(decode(bytes(greek), 'text')).toBe('Δι^Δι');
    expect(decode(bytes('1b 2d 46 c4 0a c4'), 'text')).toBe('Δ\nÄ');
    expect(decode(bytes('1b 2d 46 c4 5c c4'), 'text')).toBe('Δ\\Ä');
  });

  it('mixes half-width katakana, kanji and ASCII', () => {
    // PS3.5 H.3.2, example 2.
    const yamada =
      'd4 cf c0 de 5e c0 db b3 3d 1b 24 42 3b 33 45 44 1b 28 4a 5e 1b 24 42 42 40 4f 3a 1b 28 4a 3d ' +
      '1b 24 42 24 64 24 5e 24 40 1b 28 4a 5e 1b 24 42 24 3f 24 6d 24 26 1b 28 4a';
    expect(read('ISO 2022 IR 13\\ISO 2022 IR 87', yamada)).toBe('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう');
    // JIS X 0212: U+4E02.
    expect(read('\\ISO 2022 IR 159', '1b 24 28 44 30 21 1b 28 42')).toBe('丂');
  });

  it('is read where a writer left out the escapes that the standard asks for', () => {
    expect(read('\\ISO 2022 IR 149', 'fb f3 5e d1 ce')).toBe('洪^吉');
    expect(read('\\ISO 2022 IR 149', '1b 24 29 43 fb f3 5e d1 ce')).toBe('洪^吉');
  });

  it('in a set that stands alone is read in it, whatever is named beside it', () => {
    expect(read('ISO_IR 192\\ISO 2022 IR 87', 'e7 8e 8b')).toBe('王');
    expect(read('GB18030\\ISO 2022 IR 58', '81 30 81 30')).toBe('\u0080');
  });

  it('is the same where the set’s name is misspelt in a known way', () => {
    for (const name of ['ISO-IR 144', 'ISO IR 144', 'iso_ir_144', 'ISO_IR 144 ']) {
      expect(textDecodingOf(name).known, name).toBe(true);
      expect(read(name, 'bb')).toBe('Л');
    }
  });

  it('in Latin-1 keeps control characters, which are shown as such later', () => {
    expect(read('ISO_IR 100', '41 85')).toBe('A\u0085');
  });

  it('in every single-byte set agrees with Python’s codecs', () => {
    // python: bytes(range(0xa1, 0xff)).decode(codec, 'replace') of a few letters each.
    for (const [set, hex, text] of [
      ['ISO_IR 109', 'a1 b1', 'Ħħ'],
      ['ISO_IR 110', 'a1 bf', 'Ąŋ'],
      ['ISO_IR 127', 'e2 c8', 'قب'],
      ['ISO_IR 148', 'd0 fd', 'Ğı'],
      ['ISO_IR 203', 'a4', '€'],
    ] as const) {
      expect(read(set, hex), set).toBe(text);
    }
  });

  it('that names no set is taken as UTF-8 where it can be, else as Latin-1', () => {
    expect(read(null, 'c3 a9')).toBe('é');
    expect(read(null, 'e9')).toBe('é');
  });

  it('that names an unknown set says so', () => {
    expect(textDecodingOf('KLINGON').known).toBe(false);
    expect(textDecodingOf('ISO_IR 100').known).toBe(true);
  });

  it('shows bytes that the set does not hold as such', () => {
    expect(read('ISO_IR 192', 'ff')).toBe('\ufffd');
    expect(read('\\ISO 2022 IR 87', '1b 24 7e 41')).toContain('\ufffd');
  });
});
