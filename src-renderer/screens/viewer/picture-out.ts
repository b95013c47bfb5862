import type { CaseId } from '../../../src-shared/contract/ids.ts';
import { call } from '../../app/bridge.ts';
import { t } from '../../app/language.svelte.ts';
import { requestKeyImage } from '../../app/pixels.ts';
import type { Figure } from '../../stage/drawn-figure.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import type { ScreenMatrix } from '../../stage/screen-geometry.ts';
import { viewPicture } from '../../stage/view-picture.ts';

/**
 * The pane with or without whose it is, the film as it is stored, a copy for other programs; all panes on paper as they
 * stand, with or without whose they are, or on the system's printer.
 */
export type PictureOut = 'shown' | 'nameless' | 'stored' | 'copy' | 'print' | 'print-nameless' | 'printer';

/** A picture's name in menus. */
export function pictureWord(what: PictureOut): string {
  const words: Record<PictureOut, () => string> = {
    copy: () => t('viewer.picture-out.copy'),
    shown: () => t('viewer.picture-out.shown'),
    nameless: () => t('viewer.picture-out.shown-nameless'),
    stored: () => t('viewer.picture-out.stored'),
    print: () => t('viewer.picture-out.print'),
    'print-nameless': () => t('viewer.picture-out.print-nameless'),
    printer: () => t('viewer.picture-out.printer'),
  };
  return words[what]();
}

export const PICTURES_OUT: readonly PictureOut[] = [
  'copy',
  'shown',
  'nameless',
  'stored',
  'print',
  'print-nameless',
  'printer',
];

/** Keys of those that have one. */
export const PICTURE_KEYS: Partial<Record<PictureOut, string>> = {
  copy: 'Ctrl+Shift+C',
  shown: 'Ctrl+S',
  print: 'Ctrl+P',
};

/** A side that no film reaches: the picture as it is stored, one pixel a pixel. */
const WHOLE = 65_535;

/** Draws the pane as it is on the screen. Without `identity` the upper left corner, which names the patient,
 * stays empty, and the study's date is left out. */
export async function paneAsShown(
  pane: Element,
  content: { readonly figures: readonly Figure[]; readonly matrix: ScreenMatrix | null },
  identity: boolean,
): Promise<Blob> {
  const picture = pane.querySelector<HTMLCanvasElement>('.cornerstone-canvas');
  if (!picture) throw new Error('no picture on the pane');
  const corner = (where: string, which = '') =>
    [...pane.querySelectorAll(`.corner.${where} p${which}`)]
      .map((line) => (line.textContent ?? '').trim())
      .filter(Boolean);
  const [top, bottom] = [corner('top.left'), corner('bottom.right')];
  const marks = [...pane.querySelectorAll('[data-mark]')].map((mark) => (mark.textContent ?? '').trim());
  const letter = (side: string) => pane.querySelector(`.letter.${side}`)?.textContent?.trim() ?? '';
  const bar = pane.querySelector('[data-part="scale-bar"]');
  return viewPicture({
    picture,
    layers: [...pane.querySelectorAll<HTMLCanvasElement>('canvas[data-layer]')],
    lines: [...pane.querySelectorAll<SVGGeometryElement>('svg[data-layer] :is(path, polygon, line)')],
    ...content,
    edges: { left: letter('left'), right: letter('right'), top: letter('top'), bottom: letter('bottom') },
    scaleBarPx: bar?.clientWidth ?? null,
    corners: {
      topLeft: identity ? top : [],
      topRight: identity ? corner('top.right') : corner('top.right', ':not([data-part="study"])'),
      bottomLeft: corner('bottom.left'),
      bottomRight: [...marks, ...bottom],
    },
  });
}

/** The film itself with its own pixels, in the file's window, nothing drawn on it. */
export function filmAsStored({ instanceId, frame }: FrameKey): Promise<Blob> {
  return requestKeyImage(instanceId, frame, WHOLE, null);
}

/** Asks where to put a PNG and writes it there. */
export async function savePicture(caseId: CaseId, picture: Blob): Promise<void> {
  await call('picture.save', { caseId, png: new Uint8Array(await picture.arrayBuffer()) });
}

/** Puts a picture on the clipboard. Callers leave identity out of it: other programs read the clipboard. */
export async function copyPicture(picture: Blob): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
}
