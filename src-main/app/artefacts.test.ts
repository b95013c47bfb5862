import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ResultId } from '../../src-shared/contract/ids.ts';

vi.mock('electron', () => ({ MessageChannelMain: vi.fn() }));
const { keepPictures } = await import('../inference/index.ts');
const { readArtefact } = await import('./artefacts.ts');

const bytes = Uint8Array.of(1, 2, 3, 4);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const artefact = { kind: 'mask', format: 'png', sha256, name: `${sha256.slice(0, 32)}.mask.png` } as const;
const STORED = ResultId.parse(7);

let dataFolder: string;

beforeEach(() => {
  dataFolder = mkdtempSync(path.join(tmpdir(), 'skiagraph-artefacts-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

function places(readFirst = false, blinded = false) {
  const result = { verdict: 'stated', artefacts: [artefact] };
  const stored = {
    series: [],
    documents: [],
    unanswered: [],
    judgements: [],
    opinions: [],
    results: [{ id: STORED, result }],
  };
  const answers: Record<string, unknown> = { 'result.case': { caseId: 3 }, 'case.get': stored };
  const log = { call: (name: string) => Promise.resolve(answers[name]) };
  return { log, dataFolder, settings: { readFirst }, blinded: async () => blinded } as never;
}

const kept = () => keepPictures(dataFolder, [{ artefact: artefact as never, bytes }]);

describe('the picture of a result', () => {
  it('comes as it was kept', async () => {
    await kept();
    expect(await readArtefact(places(), STORED, 0)).toEqual(bytes);
  });

  it('is refused where a byte of it was changed', async () => {
    await kept();
    writeFileSync(path.join(dataFolder, 'artefacts', artefact.name), Uint8Array.of(1, 2, 3, 5));
    await expect(readArtefact(places(), STORED, 0)).rejects.toMatchObject({ code: 'artefact-altered' });
  });

  it('is said to be missing where its file is gone', async () => {
    await expect(readArtefact(places(), STORED, 0)).rejects.toMatchObject({ code: 'artefact-missing' });
  });

  it('is not there for a number that the result does not have, nor for another result', async () => {
    await kept();
    await expect(readArtefact(places(), STORED, 1)).rejects.toMatchObject({ code: 'record-missing' });
    await expect(readArtefact(places(), ResultId.parse(8), 0)).rejects.toMatchObject({ code: 'record-missing' });
  });

  it('stays hidden with its result until the person has read first', async () => {
    await kept();
    await expect(readArtefact(places(true), STORED, 0)).rejects.toMatchObject({ code: 'record-missing' });
  });

  it('stays hidden from whoever reads the case blinded', async () => {
    await kept();
    await expect(readArtefact(places(false, true), STORED, 0)).rejects.toMatchObject({ code: 'record-missing' });
  });
});
