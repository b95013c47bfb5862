import { visibleText } from '../imaging/file-text.ts';

/**
 * Text of people and files as a report shows it: control and bidirectional characters appear as symbols, so that nothing
 * on the page is turned round or hidden. Line ends of every kind become `\n`, a tab becomes a space; nothing is escaped
 * here, the template does that.
 */
export function visibleLines(raw: string): string {
  return raw
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => visibleText(line.replaceAll('\t', ' ')).text)
    .join('\n');
}

/** As {@link visibleLines}, on one line: for names, numbers and everything else that has no lines. */
export function visibleLine(raw: string): string {
  return visibleLines(raw).replaceAll('\n', ' ').trim();
}
