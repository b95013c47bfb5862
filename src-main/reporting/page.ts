import { render } from 'svelte/server';
import type { EvaluationContent } from '../../src-shared/evaluation-page/evaluation-content.ts';
import EvaluationPage from '../../src-shared/evaluation-page/EvaluationPage.svelte';
import type { Language, ReportContent } from '../../src-shared/findings/report.ts';
import { localeOf } from '../../src-shared/language/messages.ts';
import ReportPage from '../../src-shared/report-page/ReportPage.svelte';
import type { PrintSheet } from '../../src-shared/sheet-page/print-sheet.ts';
import SheetPage from '../../src-shared/sheet-page/SheetPage.svelte';

/** Addresses, relative to the page, of what every page needs. */
export interface PageParts {
  readonly styles: readonly string[];
  /** Fonts that the page is going to need, so that they are there before it is printed. */
  readonly fonts: readonly string[];
}

/** Addresses of a report's parts and pictures. */
export interface PageAddresses extends PageParts {
  readonly plain: string | null;
  readonly mapped: string | null;
}

/**
 * A report as one HTML document without a script or a link. Text is escaped by the template. The title, which becomes
 * the PDF's, names no patient.
 */
export function reportDocument(content: ReportContent, addresses: PageAddresses): string {
  const { plain, mapped } = addresses;
  const { body } = render(ReportPage, { props: { content, images: { plain, mapped } } });
  return page('Skiagraph report', content.language, body, addresses);
}

/** An evaluation as one HTML document without a script or a link. Text is escaped by the template. */
export function evaluationDocument(content: EvaluationContent, parts: PageParts): string {
  const { body } = render(EvaluationPage, { props: { content } });
  return page('Skiagraph evaluation', content.language, body, parts);
}

/** Pictures and tables of the screen as one HTML document without a script or a link. Text is escaped by the template. */
export function sheetDocument(
  sheet: PrintSheet,
  layout: { readonly pictures: readonly string[]; readonly columns: number; readonly at: string },
  parts: PageParts,
): string {
  const { body } = render(SheetPage, { props: { sheet, ...layout } });
  return page('Skiagraph', sheet.language, body, parts);
}

function page(title: string, language: Language, body: string, { styles, fonts }: PageParts): string {
  const heads = [
    ...fonts.map((font) => `<link rel="preload" as="font" type="font/woff2" href="${font}" crossorigin>`),
    ...styles.map((style) => `<link rel="stylesheet" href="${style}">`),
  ];
  return [
    '<!doctype html>',
    `<html lang="${localeOf(language)}">`,
    `<head><meta charset="utf-8"><title>${title}</title>${heads.join('')}</head>`,
    `<body class="rp-sheet">${body}</body>`,
    '</html>',
  ].join('\n');
}
