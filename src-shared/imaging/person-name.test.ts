import { describe, expect, it } from 'vitest';
import { personNameShown } from './person-name.ts';

describe('a person name', () => {
  it('reads family name first', () => {
    expect(personNameShown('Doe^Jane^Q^Dr^MD')).toBe('Doe, Jane Q, Dr, MD');
    expect(personNameShown('Doe')).toBe('Doe');
  });

  it('carries ideographic and phonetic groups in brackets', () => {
    expect(personNameShown('Yamada^Tarou=山田^太郎=やまだ^たろう')).toBe('Yamada, Tarou (山田 太郎, やまだ たろう)');
    expect(personNameShown('Wang^XiaoDong=王^小东')).toBe('Wang, XiaoDong (王 小东)');
  });

  it('of one group only is that group', () => {
    expect(personNameShown('=王^小东')).toBe('王 小东');
  });

  it('in an East Asian script alone has no comma', () => {
    expect(personNameShown('王^小东')).toBe('王 小东');
    expect(personNameShown('홍^길동')).toBe('홍 길동');
    expect(personNameShown('Иванов^Иван')).toBe('Иванов, Иван');
    expect(personNameShown('قباني^لنزار')).toBe('قباني, لنزار');
  });

  it('of carets only is no name', () => {
    expect(personNameShown('^^^^')).toBeNull();
    expect(personNameShown('')).toBeNull();
  });
});
