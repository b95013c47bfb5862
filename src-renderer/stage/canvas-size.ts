/**
 * Whether a pane's canvas has a pixel for every pixel of the screen that its element covers. Observers of sizes speak once at the
 * start, when nothing has changed; drawing then would cost a frame for nothing.
 */
export function coversElement(
  canvas: Pick<HTMLCanvasElement, 'width' | 'height'>,
  element: Pick<HTMLElement, 'clientWidth' | 'clientHeight'>,
  pixelRatio: number,
): boolean {
  const pixels = (css: number) => Math.round(css * pixelRatio);
  return canvas.width === pixels(element.clientWidth) && canvas.height === pixels(element.clientHeight);
}
