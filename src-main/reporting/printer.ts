import { BrowserWindow } from 'electron';
import { randomBytes } from 'node:crypto';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ReportContent } from '../../src-shared/findings/report.ts';
import reportStyle from '../../src-shared/report-page/report.css?raw';
import { fontsFor } from './page-fonts.ts';
import { reportDocument } from './page.ts';

/** PNGs of a report's pictures, as `keyImagesOf` asks for them. */
export interface ReportPictures {
  readonly plain: Uint8Array | null;
  readonly mapped: Uint8Array | null;
}

interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const TIMEOUT_MS = 20_000;
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Prints reports: a hidden window without JavaScript shows the page, whose every part is served from memory under a
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
    const token = randomBytes(16).toString('hex');
    let window: BrowserWindow | undefined;
    try {
      this.#documents.set(token, await this.#assets(content, pictures));
      window = hiddenWindow();
      return await inTime(printed(window, `app://report/${token}/page.html`));
    } catch (thrown) {
      throw new CodedError('report-print-failed', {}, { cause: thrown });
    } finally {
      this.#documents.delete(token);
      window?.destroy();
    }
  }

  async #assets(content: ReportContent, pictures: ReportPictures): Promise<Map<string, Asset>> {
    const plain = pictures.plain ? 'plain.png' : null;
    const mapped = pictures.mapped ? 'mapped.png' : null;
    const styles = ['fonts.css', 'report.css'];
    const bare = reportDocument(content, { plain, mapped, styles, fonts: [] });
    const fonts = await fontsFor(this.#pageFolder, bare);
    const html = reportDocument(content, { plain, mapped, styles, fonts: [...fonts.files.keys()] });
    const assets = new Map<string, Asset>([
      ['page.html', { type: 'text/html; charset=utf-8', body: html }],
      ['report.css', { type: 'text/css; charset=utf-8', body: reportStyle }],
      ['fonts.css', { type: 'text/css; charset=utf-8', body: fonts.css }],
    ]);
    for (const [name, body] of fonts.files) assets.set(name, { type: 'font/woff2', body });
    if (pictures.plain) assets.set('plain.png', { type: 'image/png', body: pictures.plain });
    if (pictures.mapped) assets.set('mapped.png', { type: 'image/png', body: pictures.mapped });
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

async function printed(window: BrowserWindow, url: string): Promise<Uint8Array> {
  await window.loadURL(url);
  return window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true, generateTaggedPDF: true });
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the page was not printed in time')), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
