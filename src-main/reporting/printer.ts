import { BrowserWindow } from 'electron';
import { randomBytes } from 'node:crypto';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { EvaluationContent } from '../../src-shared/evaluation-page/evaluation-content.ts';
import evaluationStyle from '../../src-shared/evaluation-page/evaluation.css?raw';
import type { ReportContent } from '../../src-shared/findings/report.ts';
import reportStyle from '../../src-shared/report-page/report.css?raw';
import { fontsFor } from './page-fonts.ts';
import type { PageParts } from './page.ts';

/** PNGs of a report's pictures, as `keyImagesOf` asks for them. */
export interface ReportPictures {
  readonly plain: Uint8Array | null;
  readonly mapped: Uint8Array | null;
}

interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** A part of a printed page as it is answered. */
export interface ServedPart {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string;
}

const TIMEOUT_MS = 20_000;
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Prints reports and evaluations: a hidden window without JavaScript shows the page, whose every part is served from memory under a
 * random token that dies with the print. The templates are loaded with the first print: no start waits for them.
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
  serve(url: URL): ServedPart | undefined {
    if (url.host !== 'report') return undefined;
    const [, token = '', name = '', ...deeper] = url.pathname.split('/');
    const asset = deeper.length === 0 ? this.#documents.get(token)?.get(name) : undefined;
    if (!asset) return { status: 404, headers: { 'content-security-policy': POLICY } };
    return {
      status: 200,
      headers: {
        'content-type': asset.type,
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
      body: asset.body,
    };
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
    const { reportDocument } = await import('./page.ts');
    return this.#print((parts) => reportDocument(content, { ...addresses, ...parts }), reportStyle, images);
  }

  /**
   * An evaluation as a PDF on A4.
   *
   * @throws CodedError `report-print-failed`, at the latest after 20 seconds
   */
  async printEvaluation(content: EvaluationContent): Promise<Uint8Array> {
    const { evaluationDocument } = await import('./page.ts');
    return this.#print((parts) => evaluationDocument(content, parts), `${reportStyle}\n${evaluationStyle}`, []);
  }

  async #print(
    document: (parts: PageParts) => string,
    style: string,
    images: readonly (readonly [name: string, png: Uint8Array])[],
  ): Promise<Uint8Array> {
    const token = randomBytes(16).toString('hex');
    let window: BrowserWindow | undefined;
    try {
      this.#documents.set(token, await this.#assets(document, style, images));
      window = hiddenWindow();
      return await inTime(printed(window, `app://report/${token}/page.html`));
    } catch (thrown) {
      throw new CodedError('report-print-failed', {}, { cause: thrown });
    } finally {
      this.#documents.delete(token);
      window?.destroy();
    }
  }

  async #assets(
    document: (parts: PageParts) => string,
    style: string,
    images: readonly (readonly [name: string, png: Uint8Array])[],
  ): Promise<Map<string, Asset>> {
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
