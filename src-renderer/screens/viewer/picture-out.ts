import type { CaseId } from '../../../src-shared/contract/ids.ts';
import { call } from '../../app/bridge.ts';
import { t } from '../../app/language.svelte.ts';
import { requestKeyImage } from '../../app/pixels.ts';
import type { Figure } from '../../stage/drawn-figure.ts';
import type { FrameKey } from '../../stage/image-id.ts';
import type { ScreenMatrix } from '../../stage/screen-geometry.ts';
import { viewPicture } from '../../stage/view-picture.ts';

/** The pane with or without whose it is, the film as it is stored, or a copy for other programs. */
export type PictureOut = 'shown' | 'nameless' | 'stored' | 'copy';

/** A picture's name in menus. */
export function pictureWord(what: PictureOut): string {
  const words: Record<PictureOut, () => string> = {
    copy: () => t('viewer.picture-out.copy'),
    shown: () => t('viewer.picture-out.shown'),
    nameless: () => t('viewer.picture-out.shown-nameless'),
    stored: () => t('viewer.picture-out.stored'),
  };
  return words[what]();
}

export const PICTURES_OUT: readonly PictureOut[] = ['copy', 'shown', 'nameless', 'stored'];

/** Keys of those that have one. */
export const PICTURE_KEYS: Partial<Record<PictureOut, string>> = { copy: 'Ctrl+Shift+C', shown: 'Ctrl+S' };

/** A side that no film reaches: the picture as it is stored, one pixel a pixel. */
const WHOLE = 65_535;

/** Draws the pane as it is on the screen. Without `identity` its upper left corner, which names the patient, stays empty. */
export async function paneAsShown(
  pane: Element,
  content: { readonly figures: readonly Figure[]; readonly matrix: ScreenMatrix | null },
  identity: boolean,
): Promise<Blob> {
  const picture = pane.querySelector<HTMLCanvasElement>('.cornerstone-canvas');
  if (!picture) throw new Error('no picture on the pane');
  const corner = (where: string) =>
    [...pane.querySelectorAll(`.corner.${where} p`)].map((line) => (line.textContent ?? '').trim()).filter(Boolean);
  const [top, bottom] = [corner('top.left'), corner('bottom.right')];
  const marks = [...pane.querySelectorAll('[data-mark]')].map((mark) => (mark.textContent ?? '').trim());
  return viewPicture({
    picture,
    layers: [...pane.querySelectorAll<HTMLCanvasElement>('canvas[data-layer]')],
    lines: [...pane.querySelectorAll<SVGGeometryElement>('svg[data-layer] :is(path, polygon)')],
    ...content,
    corners: {
      topLeft: identity ? top : [],
      topRight: identity ? corner('top.right') : corner('top.right').slice(1),
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
