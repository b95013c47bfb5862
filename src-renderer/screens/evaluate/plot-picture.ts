/** Pixels a unit of the drawing: sharp on paper. */
const SCALE = 3;
/** Room for the words above the drawing, in its units. */
const HEAD = { height: 44, left: 12, first: 18, second: 36 } as const;

/** What is said above a saved plot, for it goes out without its page: what it shows, and that a network said it. */
export interface PlotHead {
  readonly title: string;
  readonly source: string;
}

/**
 * A drawn plot as a PNG, in the colours and fonts that it has on the screen. It knows what plots are made of: paths, lines,
 * rectangles, circles and words.
 *
 * @param ground colour of the paper
 */
export async function plotPicture(svg: SVGSVGElement, ground: string, head: PlotHead): Promise<Blob> {
  const { width, height } = svg.viewBox.baseVal;
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = (height + HEAD.height) * SCALE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.scale(SCALE, SCALE);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height + HEAD.height);
  const style = getComputedStyle(svg);
  context.fillStyle = style.color;
  context.font = `600 13px ${style.fontFamily}`;
  context.fillText(head.title, HEAD.left, HEAD.first, width - 2 * HEAD.left);
  context.font = `400 12px ${style.fontFamily}`;
  context.fillText(head.source, HEAD.left, HEAD.second, width - 2 * HEAD.left);
  context.translate(0, HEAD.height);
  for (const element of svg.children) {
    context.save();
    draw(context, element as SVGGraphicsElement);
    context.restore();
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}

function draw(context: CanvasRenderingContext2D, element: SVGGraphicsElement): void {
  const style = getComputedStyle(element);
  const matrix = element.transform.baseVal.consolidate()?.matrix;
  if (matrix) context.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  if (element instanceof SVGTextElement) {
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.fill;
    const align = element.getAttribute('text-anchor');
    context.textAlign = align === 'middle' ? 'center' : align === 'end' ? 'right' : 'left';
    const at = (name: string) => Number(element.getAttribute(name) ?? 0);
    context.fillText((element.textContent ?? '').trim(), at('x'), at('y'));
    return;
  }
  const path = pathOf(element);
  if (style.fill !== 'none') {
    context.globalAlpha = Number(style.fillOpacity);
    context.fillStyle = style.fill;
    context.fill(path);
  }
  if (style.stroke !== 'none') {
    context.globalAlpha = Number(style.strokeOpacity);
    context.strokeStyle = style.stroke;
    context.lineWidth = Number.parseFloat(style.strokeWidth);
    context.lineJoin = style.strokeLinejoin as CanvasLineJoin;
    const dashes = style.strokeDasharray;
    context.setLineDash(dashes === 'none' ? [] : dashes.split(/[ ,]+/).map(Number.parseFloat));
    context.stroke(path);
  }
}

function pathOf(element: Element): Path2D {
  const at = (name: string) => Number(element.getAttribute(name) ?? 0);
  const path = new Path2D(element.getAttribute('d') ?? '');
  if (element.tagName === 'rect') path.rect(at('x'), at('y'), at('width'), at('height'));
  if (element.tagName === 'circle') path.arc(at('cx'), at('cy'), at('r'), 0, 2 * Math.PI);
  if (element.tagName === 'line') {
    path.moveTo(at('x1'), at('y1'));
    path.lineTo(at('x2'), at('y2'));
  }
  return path;
}
