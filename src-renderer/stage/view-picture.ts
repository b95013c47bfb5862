import { figurePath, wordsPlace, type Figure } from './drawn-figure.ts';
import type { ScreenMatrix } from './screen-geometry.ts';

/** What is on a pane, for a picture file. Lines of words stand in the corners, top to bottom. */
export interface PaneContent {
  /** The pane's own drawing of the film. */
  readonly picture: HTMLCanvasElement;
  /** What lies over it, with its opacity, e.g. a network's map. */
  readonly layers: readonly HTMLCanvasElement[];
  /** Lines over it: borders of outlines, a crop's square. */
  readonly lines: readonly SVGGeometryElement[];
  readonly figures: readonly Figure[];
  readonly matrix: ScreenMatrix | null;
  /** Where the patient's sides are; a pane without letters has none. */
  readonly edges: Readonly<Record<'left' | 'right' | 'top' | 'bottom', string>>;
  /** Length of the bar in CSS pixels over the last words in the lower right corner, which say how long it is; none: no scale. */
  readonly scaleBarPx: number | null;
  readonly corners: {
    readonly topLeft: readonly string[];
    readonly topRight: readonly string[];
    readonly bottomLeft: readonly string[];
    readonly bottomRight: readonly string[];
  };
}

const FONT_PX = 12;
const LINE_PX = 17;
const MARGIN_PX = 8;
const LETTER_PX = 16;
const BAR_PX = 6;
const INK = '#e8edf2';
const HALO = '#000000';
const PERSON = '#a9e8c8';

/** Draws a pane as it is seen, in the screen's own pixels, as a PNG. */
export async function viewPicture(content: PaneContent): Promise<Blob> {
  const { picture, layers, lines, figures, matrix, edges, scaleBarPx, corners } = content;
  const ratio = picture.width / picture.clientWidth || 1;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no drawing surface');
  context.fillStyle = HALO;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.scale(ratio, ratio);
  for (const layer of layers) drawLayer(context, layer, picture, ratio);
  for (const line of lines) drawLine(context, line, ratio);
  if (matrix) for (const figure of figures) drawFigure(context, figure, matrix);
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const up = (lines: readonly string[]) => height - MARGIN_PX - (lines.length - 1) * LINE_PX;
  const down = MARGIN_PX + FONT_PX;
  words(context, corners.topLeft, MARGIN_PX, down, 'left');
  words(context, corners.topRight, width - MARGIN_PX, down, 'right');
  words(context, corners.bottomLeft, MARGIN_PX, up(corners.bottomLeft), 'left');
  const [lengthWords, ...above] = corners.bottomRight.toReversed();
  if (lengthWords) words(context, [lengthWords], width - MARGIN_PX, height - MARGIN_PX, 'right');
  const barPx = scaleBarPx === null ? 0 : BAR_PX;
  if (barPx > 0) drawBar(context, width - MARGIN_PX, Math.floor(height - MARGIN_PX - LINE_PX) + 2.5, scaleBarPx ?? 0);
  words(context, above.toReversed(), width - MARGIN_PX, up(corners.bottomRight) - barPx, 'right');
  letter(context, edges.left, MARGIN_PX, (height + LETTER_PX) / 2, 'left');
  letter(context, edges.right, width - MARGIN_PX, (height + LETTER_PX) / 2, 'right');
  letter(context, edges.top, width / 2, MARGIN_PX + LETTER_PX, 'center');
  letter(context, edges.bottom, width / 2, height - MARGIN_PX, 'center');
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('no picture');
  return blob;
}

/** A layer lies on the pane by its CSS transform and opacity, from where it says on; its own word stays with it. */
function drawLayer(
  context: CanvasRenderingContext2D,
  layer: HTMLCanvasElement,
  { clientWidth, clientHeight }: HTMLCanvasElement,
  ratio: number,
): void {
  const { transform, opacity } = getComputedStyle(layer);
  const { a, b, c, d, e, f } = new DOMMatrix(transform);
  const from = Number(layer.dataset['from'] ?? 0) * clientWidth;
  context.save();
  context.beginPath();
  context.rect(from, 0, clientWidth - from, clientHeight);
  context.clip();
  context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
  context.globalAlpha = Number(opacity);
  context.drawImage(layer, 0, 0, layer.clientWidth, layer.clientHeight);
  context.restore();
  const { burntIn } = layer.dataset;
  if (burntIn) words(context, [burntIn], from + MARGIN_PX, clientHeight / 2, 'left');
}

/** A line lies where its groups put it; its width is the screen's. */
function drawLine(context: CanvasRenderingContext2D, line: SVGGeometryElement, ratio: number): void {
  const { stroke, strokeWidth, opacity, strokeDasharray } = getComputedStyle(line);
  const { a, b, c, d, e, f } = line.getCTM() ?? new DOMMatrix();
  const path = new Path2D();
  path.addPath(new Path2D(pathOf(line)), { a, b, c, d, e, f });
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.strokeStyle = stroke;
  context.lineWidth = Number.parseFloat(strokeWidth);
  context.globalAlpha = Number(opacity);
  if (strokeDasharray !== 'none') context.setLineDash(strokeDasharray.split(',').map(Number.parseFloat));
  context.stroke(path);
  context.restore();
}

function pathOf(line: SVGGeometryElement): string {
  const of = (name: string) => line.getAttribute(name) ?? '';
  if (line instanceof SVGPolygonElement) return `M${of('points')}Z`;
  return line instanceof SVGLineElement ? `M${of('x1')} ${of('y1')}L${of('x2')} ${of('y2')}` : of('d');
}

function drawFigure(
  context: CanvasRenderingContext2D,
  { measurement: { kind, points }, lines }: Figure,
  matrix: ScreenMatrix,
): void {
  const path = new Path2D(figurePath(kind, points, matrix));
  context.lineWidth = 4;
  context.strokeStyle = HALO;
  context.stroke(path);
  context.lineWidth = 1.5;
  context.strokeStyle = PERSON;
  context.stroke(path);
  const [x, y] = wordsPlace(points, matrix);
  words(context, lines, x, y, 'left');
}

/** The scale as the screen draws it: a line that ends at `right`, turned up at both ends. */
function drawBar(context: CanvasRenderingContext2D, right: number, y: number, px: number): void {
  const path = new Path2D(`M${right - px} ${y - BAR_PX}V${y}H${right}V${y - BAR_PX}`);
  for (const [width, style] of [
    [3, HALO],
    [1, INK],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke(path);
  }
}

function letter(context: CanvasRenderingContext2D, text: string, x: number, y: number, align: CanvasTextAlign): void {
  inkWords(context, text, x, y, align, `600 ${LETTER_PX}px`);
}

function words(
  context: CanvasRenderingContext2D,
  lines: readonly string[],
  x: number,
  y: number,
  align: 'left' | 'right',
): void {
  lines.forEach((line, i) => inkWords(context, line, x, y + i * LINE_PX, align, `${FONT_PX}px`));
}

function inkWords(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign,
  size: string,
): void {
  context.font = `${size} 'Inter Variable', 'Noto Sans SC Variable', sans-serif`;
  context.textAlign = align;
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = HALO;
  context.fillStyle = INK;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}
