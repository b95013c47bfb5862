import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { Artefact } from '../../src-shared/findings/artefact.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { Inquiry } from '../asking/index.ts';
import type { MadePicture } from '../inference/index.ts';
import { replaceFile } from '../keeping-files/index.ts';
import type { Targets } from './targets.ts';

/** What is written for a result. Masks hold label numbers, maps and enhanced pictures 16 bits. */
export interface WrittenFile {
  readonly kind: 'mask' | 'map' | 'enhanced' | 'report';
  readonly path: string;
  readonly labels?: string[];
  /** Of 16 bits: what 0 and 65535 stand for. */
  readonly values?: { readonly low: number; readonly high: number };
  /** Of a mask, a probability or an enhanced picture: by it a repeated answer is compared. */
  readonly sha256?: string;
}

interface Makers {
  /** The result's own map over the source's grid, as PNG. */
  readonly map: (map: NonNullable<AnalysisResult['map']>) => Promise<Uint8Array>;
  /** Null: no report was asked for. */
  readonly report: (() => Promise<Uint8Array>) | null;
}

/**
 * Writes what a result comes with under `--out`. A file that can't be made costs that file and a call of `fail`, not the
 * result.
 */
export async function writeFiles(
  targets: Targets,
  modelId: string,
  { film }: Inquiry,
  { result, pictures = [] }: { readonly result: AnalysisResult; readonly pictures?: readonly MadePicture[] },
  makers: Makers,
  fail: (coded: Coded, file: string) => void,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  const write = async (entry: WrittenFile, made: () => Promise<Uint8Array>) => {
    try {
      await replaceFile(entry.path, await made(), 'made');
      written.push(entry);
    } catch (error) {
      fail(sayingUnkept(toCoded(error), 'file'), entry.path);
    }
  };
  const target = (kind: string, extension: string) => targets.of(film.path, modelId, kind, extension);
  const maps = pictures.filter(({ artefact }) => kindOf(artefact) === 'map').length;
  for (const { artefact, bytes } of pictures) {
    const kind = kindOf(artefact);
    const name = kind === 'map' && maps > 1 ? `map-${artefact.labels[0] ?? ''}` : kind;
    const labels = artefact.labels.length > 0 ? { labels: artefact.labels } : {};
    const values = artefact.values ? { values: artefact.values } : {};
    const entry = { kind, path: target(name, artefact.format), ...labels, ...values, sha256: artefact.sha256 };
    await write(entry, () => Promise.resolve(bytes));
  }
  const { map } = result;
  if (map) {
    // white is the strongest support
    const values = { low: 0, high: map.values.reduce((highest, value) => Math.max(highest, value), 0) };
    await write({ kind: 'map', path: target('map', 'png'), labels: [map.label], values }, () => makers.map(map));
  }
  if (makers.report) await write({ kind: 'report', path: target('report', 'pdf') }, makers.report);
  return written;
}

/** A probability over the picture is a map too. */
function kindOf({ kind }: Artefact): 'mask' | 'map' | 'enhanced' {
  return kind === 'probability' ? 'map' : kind;
}
