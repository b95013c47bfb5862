import { spawnSync } from 'node:child_process';

/** Whether the machine can look into PDFs (poppler's tools). */
export function canReadPdf(): boolean {
  return ['pdftotext', 'pdffonts'].every((tool) => !spawnSync(tool, ['-v']).error);
}

/** The words of a PDF without white space: where lines break is no matter of the tests. */
export function pdfWords(file: string): string {
  return unspaced(run('pdftotext', ['-enc', 'UTF-8', file, '-']));
}

/** Text without white space, as {@link pdfWords} answers it. */
export function unspaced(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '');
}

/** The fonts that a PDF uses, and whether each travels with it. */
export function pdfFonts(file: string): { name: string; embedded: boolean }[] {
  const [, , ...lines] = run('pdffonts', [file]).trimEnd().split('\n');
  return lines.map((line) => {
    const flags = /\s(yes|no)\s+(?:yes|no)\s+(?:yes|no)\s+\d+\s+\d+\s*$/.exec(line);
    return { name: line.split(/\s/)[0]!, embedded: flags?.[1] === 'yes' };
  });
}

function run(tool: string, words: string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool}: ${stderr}`);
  return stdout;
}
