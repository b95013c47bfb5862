import { CodedError } from '../../../src-shared/contract/coded.ts';

/** An element: its name, its text without that of its children, its children. Attributes are checked and left out. */
export interface XmlElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

const MOST_BYTES = 4 * 2 ** 20;
const MOST_DEPTH = 32;
const MOST_ELEMENTS = 100_000;
const NAME = /[A-Za-z_][\w.:-]*/y;
const SPACE = /[ \t\r\n]*/y;
const ATTRIBUTE = /[ \t\r\n]+[A-Za-z_][\w.:-]*[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*')/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * A small XML document as a tree: elements, text, comments, CDATA, the five entities of the standard and characters by number.
 * What could name or fetch something else is not read at all. One loop over the text, no recursion.
 *
 * @throws `label-file-too-large` above 4 MiB or 100,000 elements, `label-xml-unsafe` for a document type declaration and for entities
 *   that only it could define, `label-file-damaged` for what is not well formed, no UTF-8, or deeper than 32
 */
export function parsedXml(bytes: Uint8Array): XmlElement {
  if (bytes.length > MOST_BYTES) throw new CodedError('label-file-too-large');
  const xml = decoded(bytes);
  const open: XmlElement[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  let at = 0;
  const damaged = () => new CodedError('label-file-damaged', { line: xml.slice(0, at).split('\n').length });
  const matched = (form: RegExp) => {
    form.lastIndex = at;
    const found = form.exec(xml)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const behind = (end: string, from: number) => {
    const found = xml.indexOf(end, from);
    if (found < 0) throw damaged();
    return found;
  };
  while (at < xml.length) {
    const next = xml.indexOf('<', at);
    const text = xml.slice(at, next < 0 ? xml.length : next);
    const around = open.at(-1);
    if (around) around.text += plain(text, damaged);
    else if (text.trim() !== '') throw damaged();
    if (next < 0) break;
    at = next;
    if (xml.startsWith('<!--', at)) at = behind('-->', at + 4) + 3;
    else if (xml.startsWith('<![CDATA[', at)) {
      const end = behind(']]>', at + 9);
      if (!around) throw damaged();
      around.text += xml.slice(at + 9, end);
      at = end + 3;
    } else if (xml.startsWith('<?', at)) at = behind('?>', at + 2) + 2;
    else if (xml.startsWith('<!', at)) throw new CodedError('label-xml-unsafe');
    else if (xml.startsWith('</', at)) {
      at += 2;
      const name = matched(NAME);
      matched(SPACE);
      if (open.pop()?.name !== name || xml[at] !== '>') throw damaged();
      at += 1;
    } else {
      at += 1;
      const name = matched(NAME);
      if (name === undefined || (root && open.length === 0)) throw damaged();
      if (++elements > MOST_ELEMENTS) throw new CodedError('label-file-too-large');
      for (let attribute = matched(ATTRIBUTE); attribute !== undefined; attribute = matched(ATTRIBUTE)) {
        plain(attribute, damaged);
      }
      matched(SPACE);
      const element: XmlElement = { name, text: '', children: [] };
      if (around) around.children.push(element);
      else root = element;
      if (xml.startsWith('/>', at)) at += 2;
      else if (xml[at] === '>') {
        at += 1;
        open.push(element);
        if (open.length > MOST_DEPTH) throw damaged();
      } else throw damaged();
    }
  }
  if (!root || open.length > 0) throw damaged();
  return root;
}

/** The first child of a name; undefined: there is none. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CodedError('label-file-damaged', {}, { cause });
  }
}

function plain(text: string, damaged: () => CodedError): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,32};?)/g, (_all, word: string) => {
    const name = word.endsWith(';') ? word.slice(0, -1) : null;
    if (name === null) throw damaged();
    const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
    if (number) {
      const point = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
      if (point === 0 || point > 0x10_ffff) throw damaged();
      return String.fromCodePoint(point);
    }
    const known = ENTITIES[name];
    if (known === undefined) throw new CodedError('label-xml-unsafe');
    return known;
  });
}
