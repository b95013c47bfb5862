import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { IndexEvent } from '../reading/index.ts';
import { FilingDocuments } from './filing-documents.ts';

type Document = Extract<IndexEvent, { kind: 'document' }>;

/** Files documents; the log answers what `answer` says of a path. */
function room(answer: (path: string) => number | null) {
  const asked: string[] = [];
  const filed: number[] = [];
  const failed: [string, string][] = [];
  const call = async (_name: string, { path }: { path: string }) => {
    asked.push(path);
    return { caseId: answer(path) };
  };
  const filing = new FilingDocuments({ call } as never, {
    filed: (caseId) => filed.push(caseId),
    failed: (path, { code }) => failed.push([path, code]),
  });
  const add = (path: string) => filing.add({ kind: 'document', path, modifiedMs: 1, document: {} } as Document);
  return { filing, add, asked, filed, failed };
}

describe('filing objects without pixels', () => {
  it('files each with the case of its study', async () => {
    const { filing, add, filed, failed } = room((path) => (path === '/a' ? 1 : 2));
    add('/a');
    add('/b');
    await filing.done();
    expect([filed, failed]).toEqual([[1, 2], []]);
  });

  it('asks again at the end for those whose pictures came later, and tells those whose never did', async () => {
    let pictures = false;
    const { filing, add, asked, filed, failed } = room((path) => (path === '/late' && pictures ? 7 : null));
    add('/late');
    add('/never');
    await new Promise((resolve) => setImmediate(resolve));
    pictures = true;
    await filing.done();
    expect(asked).toEqual(['/late', '/never', '/late', '/never']);
    expect(filed).toEqual([7]);
    expect(failed).toEqual([['/never', 'dicom-document-alone']]);
  });

  it('tells what the log refuses, and goes on', async () => {
    const { filing, add, filed, failed } = room((path) => {
      if (path === '/bad') throw new CodedError('disk-full');
      return 1;
    });
    add('/bad');
    add('/good');
    await filing.done();
    expect([filed, failed]).toEqual([[1], [['/bad', 'disk-full']]]);
  });
});
