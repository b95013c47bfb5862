import { createHash } from 'node:crypto';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { HEAD_BYTES, uninitialised, type FileStamp } from './containers/file-source.ts';
import { hashFile, openLocated } from './containers/located-file.ts';
import { parseLocator, type Locator } from './containers/locator.ts';
import { looksLikeZip } from './containers/zip-directory.ts';
import { nowAndThen } from './now-and-then.ts';
import { openContent } from './open-image.ts';

/** What a file's header says; the hash over all of it may take much longer and comes later. */
export type HeaderDescription = Omit<InstanceDescription, 'fileSha256'> | Omit<DocumentDescription, 'fileSha256'>;

export interface DescribedHeader extends FileStamp {
  readonly description: HeaderDescription;
  /** SHA-256 over the whole file, hex, where it had to be read through anyway; else see `hashFile`. */
  readonly sha256: string | null;
}

/** Told what is being done with a file, now and then, for a watchdog. */
export type Stage = (stage: 'file' | 'header') => void;

/**
 * Describes a file from its header, without reading more of it than that; an archive's entry is unpacked and hashed.
 * Decodes no pixels. Throws the codes of `openLocated` and `openContent`; `zip-nested` for an archive inside an archive.
 *
 * @param headMemory as of `openFileSource`
 */
export async function describeHeader(
  locator: Locator,
  stage: Stage = () => undefined,
  headMemory?: Uint8Array,
): Promise<DescribedHeader> {
  stage('file');
  const file = await openLocated(locator, () => stage('file'), headMemory);
  const { source, size, modifiedMs, renamed } = file;
  try {
    stage('header');
    if (parseLocator(locator).entry !== null && size >= 4 && looksLikeZip(await source.read(0, 4))) {
      throw new CodedError('zip-nested');
    }
    const content = await openContent(source);
    const description = 'document' in content ? content.document : content.description;
    const warnings: Coded[] = renamed
      ? [...description.warnings, { code: 'zip-name-unsafe', details: {} }]
      : description.warnings;
    // what is in memory already is hashed while it is
    const inHand =
      size <= HEAD_BYTES
        ? createHash('sha256')
            .update(await source.read(0, size))
            .digest('hex')
        : null;
    return {
      size,
      modifiedMs,
      description: { ...description, warnings, fileBytes: size },
      sha256: file.sha256 ?? inHand,
    };
  } finally {
    await source.close();
  }
}

/** {@link describeHeader} of several files, one after the other; one that fails costs no other. */
export async function describeHeaders(
  locators: readonly Locator[],
  stage: Stage = () => undefined,
): Promise<(DescribedHeader | Coded)[]> {
  const outcomes: (DescribedHeader | Coded)[] = [];
  const now = nowAndThen(stage);
  // a description holds numbers and texts, nothing of the bytes that they were read from
  const headMemory = uninitialised(HEAD_BYTES);
  for (const locator of locators) outcomes.push(await describeHeader(locator, now, headMemory).catch(toCoded));
  return outcomes;
}

/**
 * {@link describeHeader} of a picture and the hash over the whole file. Throws as that does, `source-changed`, and
 * `dicom-pixels-missing` for an object without pixels.
 */
export async function describeFile(
  locator: Locator,
  stage: Stage = () => undefined,
): Promise<{ modifiedMs: number; description: InstanceDescription }> {
  const { size, modifiedMs, description, sha256 } = await describeHeader(locator, stage);
  if (!('pixels' in description)) throw new CodedError('dicom-pixels-missing');
  const fileSha256 = sha256 ?? (await hashFile(locator, { size, modifiedMs }, () => stage('file')));
  return { modifiedMs, description: { ...description, fileSha256 } };
}
