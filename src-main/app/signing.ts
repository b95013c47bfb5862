import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { CaseId, ReportId } from '../../src-shared/contract/ids.ts';
import type {
  Addendum,
  ReportContent,
  ReportDraft,
  SignedReport,
  TypedIdentity,
} from '../../src-shared/findings/report.ts';
import { keyImagesOf, KEY_IMAGE_SIDE } from '../../src-shared/report-page/key-images.ts';
import type { CaseLog } from '../caselog/index.ts';
import type { Inference } from '../inference/index.ts';
import { keepFileUnderFreeName, makeFolder } from '../keeping-files/index.ts';
import type { Reader } from '../reading/index.ts';
import {
  composeAddendum,
  composeReport,
  reportFileName,
  type ReportPictures,
  type ReportPrinter,
} from '../reporting/index.ts';

/** Folder of the signed PDFs below the data folder. */
const REPORTS = 'reports';

interface SigningRooms {
  readonly log: Pick<CaseLog, 'call'>;
  readonly reader: Pick<Reader, 'keyImage' | 'grant'>;
  readonly inference: Pick<Inference, 'models'>;
  readonly printer: Pick<ReportPrinter, 'print'>;
  readonly dataFolder: string;
  readonly version: string;
  /** Whether a network's word waits for the person's own reading. */
  readonly readFirst: () => boolean;
}

/** From a draft to a locked report: what would be printed, the print, the file, and the row that locks it. */
export class Signing {
  readonly #rooms: SigningRooms;

  constructor(rooms: SigningRooms) {
    this.#rooms = rooms;
  }

  /** The content that signing would print now, unsigned. */
  preview(caseId: CaseId, draft: ReportDraft): Promise<ReportContent> {
    return this.#compose(caseId, draft, null, null);
  }

  /**
   * Prints, stores and locks the case's draft. The PDF is on disk before the row that names it: a crash between them
   * leaves a file that nobody refers to, never a signed report without its page. Errors: those of composing, printing and
   * storing; `record-missing` without a draft.
   */
  async sign(caseId: CaseId, signer: string, typedIdentity: TypedIdentity | null): Promise<SignedReport> {
    const { draft, reports } = await this.#rooms.log.call('case.get', { caseId });
    // the log refuses it too, but only after everything was printed
    if (reports.length > 0) throw new CodedError('report-signed-already');
    if (!draft) throw new CodedError('record-missing');
    const signature = { signer, at: new Date().toISOString() };
    return this.#keep(await this.#compose(caseId, draft, signature, typedIdentity));
  }

  /** Adds a signed page to a signed report, which stays as it is. */
  async addendum(reportId: ReportId, addendum: Addendum): Promise<SignedReport> {
    const report = await this.#rooms.log.call('report.get', { reportId });
    return this.#keep(composeAddendum(report, addendum, this.#rooms.version, new Date().toISOString()));
  }

  /** Where the PDF of a report lies. */
  fileOf(report: Pick<SignedReport, 'pdfName'>): string {
    return path.join(this.#rooms.dataFolder, REPORTS, path.basename(report.pdfName));
  }

  async #compose(
    caseId: CaseId,
    draft: ReportDraft,
    signature: ReportContent['signature'],
    typedIdentity: TypedIdentity | null,
  ): Promise<ReportContent> {
    const storedCase = await this.#rooms.log.call('case.get', { caseId });
    const models = (await this.#rooms.inference.models()).flatMap(({ manifest }) => (manifest ? [manifest] : []));
    const hideResults = this.#rooms.readFirst() && storedCase.opinions.length === 0;
    const { version } = this.#rooms;
    return composeReport({
      storedCase,
      draft,
      models,
      version,
      signature,
      typedIdentity,
      hideResults,
      addendumTo: null,
    });
  }

  async #keep(content: ReportContent): Promise<SignedReport> {
    const pdf = await this.#rooms.printer.print(content, await this.#pictures(content));
    const folder = path.join(this.#rooms.dataFolder, REPORTS);
    makeFolder(folder);
    const signedAt = content.signature?.at ?? '';
    const file = await keepFileUnderFreeName(folder, (count) => reportFileName(signedAt, content.caseId, count), pdf);
    try {
      return await this.#rooms.log.call('report.add', { content, pdfName: file.name, pdfSha256: file.sha256 });
    } catch (error) {
      // A page that looks signed must not lie about without a signed report. Where nobody knows whether the row was
      // written (the log's worker died), the page stays.
      const refused = error instanceof CodedError && error.code !== 'internal-error';
      if (refused) await unlink(path.join(folder, file.name)).catch(() => undefined);
      throw error;
    }
  }

  async #pictures(content: ReportContent): Promise<ReportPictures> {
    const wanted = keyImagesOf(content);
    if (!wanted) return { plain: null, mapped: null };
    const { instanceId, frame, map } = wanted;
    const { reader, log } = this.#rooms;
    const { path: file, description } = await log.call('instance.get', { instanceId });
    await reader.grant([{ id: instanceId, path: file, fileSha256: description.fileSha256 }]);
    const drawn = async (painted: typeof map) =>
      new Uint8Array(await reader.keyImage(instanceId, frame, KEY_IMAGE_SIDE, painted));
    return { plain: await drawn(null), mapped: map ? await drawn(map) : null };
  }
}
