import { BrowserWindow } from 'electron';
import { randomBytes } from 'node:crypto';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { EvaluationContent } from '../../src-shared/evaluation-page/evaluation-content.ts';
import evaluationStyle from '../../src-shared/evaluation-page/evaluation.css?raw';
import type { ReportContent } from '../../src-shared/findings/report.ts';
import reportStyle from '../../src-shared/report-page/report.css?raw';
import type { PrintSheet } from '../../src-shared/sheet-page/print-sheet.ts';
import sheetStyle from '../../src-shared/sheet-page/sheet.css?raw';
import { fontsFor } from './page-fonts.ts';
import { evaluationDocument, reportDocument, sheetDocument, type PageParts } from './page.ts';

/** PNGs of a report's pictures, as `keyImagesOf` asks for them. */
export interface ReportPictures {
  readonly plain: Uint8Array | null;
  readonly mapped: Uint8Array | null;
}

/** A page before it is made: its document, its style, and its pictures by name. */
interface PrintedPage {
  readonly document: (parts: PageParts) => string;
  readonly style: string;
  readonly images: readonly (readonly [name: string, png: Uint8Array])[];
}

interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const TIMEOUT_MS = 20_000;
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Prints reports and evaluations: a hidden window without JavaScript shows the page, whose every part is served from memory under a
 * random token that dies with the print.
 */
export class ReportPrinter {
  readonly #pageFolder: string;
  readonly #documents = new Map<string, ReadonlyMap<string, Asset>>();

  /** @param options.pageFolder the built page, whose fonts are printed with */
  constructor(options: { readonly pageFolder: string }) {
    this.#pageFolder = options.pageFolder;
  }

  /**
   * Answers for `app://report/<token>/<name>`; undefined for every other host.
   */
  serve(url: URL): Response | undefined {
    if (url.host !== 'report') return undefined;
    const [, token = '', name = '', ...deeper] = url.pathname.split('/');
    const asset = deeper.length === 0 ? this.#documents.get(token)?.get(name) : undefined;
    if (!asset) return new Response(null, { status: 404, headers: { 'content-security-policy': POLICY } });
    return new Response(asset.body as BodyInit, {
      headers: {
        'content-type': asset.type,
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  }

  /**
   * The report as a PDF on A4 with its fonts embedded.
   *
   * @throws CodedError `report-print-failed`, at the latest after 20 seconds
   */
  async print(content: ReportContent, pictures: ReportPictures): Promise<Uint8Array> {
    const named = (name: string, picture: Uint8Array | null) => (picture ? ([[name, picture]] as const) : []);
    const images = [...named('plain.png', pictures.plain), ...named('mapped.png', pictures.mapped)];
    const addresses = { plain: pictures.plain && 'plain.png', mapped: pictures.mapped && 'mapped.png' };
    const document = (parts: PageParts) => reportDocument(content, { ...addresses, ...parts });
    return this.#print({ document, style: reportStyle, images }, inPdf);
  }

  /**
   * An evaluation as a PDF on A4.
   *
   * @throws CodedError `report-print-failed`, at the latest after 20 seconds
   */
  printEvaluation(content: EvaluationContent): Promise<Uint8Array> {
    const document = (parts: PageParts) => evaluationDocument(content, parts);
    return this.#print({ document, style: `${reportStyle}\n${evaluationStyle}`, images: [] }, inPdf);
  }

  /**
   * Pictures and tables of the screen as a PDF on A4.
   *
   * @throws CodedError `report-print-failed`, at the latest after 20 seconds
   */
  sheet(sheet: PrintSheet, pictures: readonly Uint8Array[], columns: number): Promise<Uint8Array> {
    return this.#print(sheetPage(sheet, pictures, columns), inPdf);
  }

  /**
   * The same to a printer, by the system's own dialog.
   *
   * @returns false when the person thought better of it. Errors: `report-print-failed`
   */
  sheetToPrinter(sheet: PrintSheet, pictures: readonly Uint8Array[], columns: number): Promise<boolean> {
    return this.#print(sheetPage(sheet, pictures, columns), onPaper);
  }

  async #print<T>(what: PrintedPage, finish: (window: BrowserWindow) => Promise<T>): Promise<T> {
    const token = randomBytes(16).toString('hex');
    let window: BrowserWindow | undefined;
    try {
      this.#documents.set(token, await this.#assets(what));
      window = hiddenWindow();
      await inTime(window.loadURL(`app://report/${token}/page.html`));
      return await finish(window);
    } catch (thrown) {
      throw new CodedError('report-print-failed', {}, { cause: thrown });
    } finally {
      this.#documents.delete(token);
      window?.destroy();
    }
  }

  async #assets({ document, style, images }: PrintedPage): Promise<Map<string, Asset>> {
    const styles = ['fonts.css', 'report.css'];
    const bare = document({ styles, fonts: [] });
    const fonts = await fontsFor(this.#pageFolder, bare);
    const html = document({ styles, fonts: [...fonts.files.keys()] });
    const assets = new Map<string, Asset>([
      ['page.html', { type: 'text/html; charset=utf-8', body: html }],
      ['report.css', { type: 'text/css; charset=utf-8', body: style }],
      ['fonts.css', { type: 'text/css; charset=utf-8', body: fonts.css }],
    ]);
    for (const [name, body] of fonts.files) assets.set(name, { type: 'font/woff2', body });
    for (const [name, body] of images) assets.set(name, { type: 'image/png', body });
    return assets;
  }
}

function hiddenWindow(): BrowserWindow {
  return new BrowserWindow({
    show: false,
    // A frame needs a display: without this the headless command line dies with a segmentation fault.
    frame: false,
    webPreferences: {
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
}

function sheetPage(sheet: PrintSheet, pictures: readonly Uint8Array[], columns: number): PrintedPage {
  const images = pictures.map((png, i) => [`picture-${i}.png`, png] as const);
  const layout = { pictures: images.map(([name]) => name), columns, at: new Date().toISOString().slice(0, 16) };
  return { document: (parts) => sheetDocument(sheet, layout, parts), style: sheetStyle, images };
}

function inPdf(window: BrowserWindow): Promise<Uint8Array> {
  return inTime(
    window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true }),
  );
}

/** A person may look at the system's dialog as long as they like. */
function onPaper(window: BrowserWindow): Promise<boolean> {
  return new Promise((resolve, reject) => {
    window.webContents.print({ printBackground: true }, (printed, reason) => {
      if (printed || /cancel/i.test(reason)) resolve(printed);
      else reject(new Error(reason));
    });
  });
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the page was not printed in time')), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
