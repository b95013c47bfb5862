import { toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { CaseId } from '../../src-shared/contract/ids.ts';
import { sayingUnkept } from '../../src-shared/contract/unkept.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { IndexEvent } from '../reading/index.ts';

type Document = Extract<IndexEvent, { kind: 'document' }>;

/** Files DICOM objects without pixels, one after the other; the pictures of their study may come before or after them. */
export class FilingDocuments {
  readonly #log: Pick<CaseLog, 'call'>;
  readonly #on: { readonly filed: (caseId: CaseId) => void; readonly failed: (file: string, reason: Coded) => void };
  #alone: Document[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(
    log: Pick<CaseLog, 'call'>,
    on: { readonly filed: (caseId: CaseId) => void; readonly failed: (file: string, reason: Coded) => void },
  ) {
    this.#log = log;
    this.#on = on;
  }

  add(document: Document): void {
    this.#writing = this.#writing.then(() => this.#file(document, (alone) => this.#alone.push(alone)));
  }

  /** Settles when all is filed; call it when the pictures are. What no case lists by then is told. */
  async done(): Promise<void> {
    await this.#writing;
    const waiting = this.#alone;
    this.#alone = [];
    for (const document of waiting) {
      await this.#file(document, ({ path }) => this.#on.failed(path, { code: 'dicom-document-alone', details: {} }));
    }
  }

  async #file(event: Document, alone: (event: Document) => void): Promise<void> {
    const { path, modifiedMs, document } = event;
    try {
      const { caseId } = await this.#log.call('document.import', { path, modifiedMs, document });
      if (caseId === null) alone(event);
      else this.#on.filed(caseId);
    } catch (error) {
      this.#on.failed(path, sayingUnkept(toCoded(error), 'imported-file'));
    }
  }
}
