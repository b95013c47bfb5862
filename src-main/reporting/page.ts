import { render } from 'svelte/server';
import type { ReportContent } from '../../src-shared/findings/report.ts';
import { localeOf } from '../../src-shared/language/messages.ts';
import ReportPage from '../../src-shared/report-page/ReportPage.svelte';

/** Addresses, relative to the page, of what it shows. */
export interface PageAddresses {
  readonly plain: string | null;
  readonly mapped: string | null;
  readonly styles: readonly string[];
  /** Fonts that the page is going to need, so that they are there before it is printed. */
  readonly fonts: readonly string[];
}

/**
 * A report as one HTML document without a script or a link. Text is escaped by the template. The title, which becomes
 * the PDF's, names no patient.
 */
export function reportDocument(content: ReportContent, addresses: PageAddresses): string {
  const { plain, mapped, styles, fonts } = addresses;
  const { body } = render(ReportPage, { props: { content, images: { plain, mapped } } });
  const heads = [
    ...fonts.map((font) => `<link rel="preload" as="font" type="font/woff2" href="${font}" crossorigin>`),
    ...styles.map((style) => `<link rel="stylesheet" href="${style}">`),
  ];
  return [
    '<!doctype html>',
    `<html lang="${localeOf(content.language)}">`,
    `<head><meta charset="utf-8"><title>Skiagraph report</title>${heads.join('')}</head>`,
    `<body class="rp-sheet">${body}</body>`,
    '</html>',
  ].join('\n');
}
