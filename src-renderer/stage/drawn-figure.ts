import type { Measurement, MeasurementKind } from '../../src-shared/findings/measurement.ts';
import type { PicturePoint } from '../../src-shared/measuring/pixel-scale.ts';
import { onScreen, type Point, type ScreenMatrix } from './screen-geometry.ts';

/** A measurement on the picture with the words that stand beside it. */
export interface Figure {
  readonly measurement: Measurement;
  /** Numbers with units and provenance, one a line. */
  readonly lines: readonly string[];
}

/** SVG path data of a figure on the screen; arrows get their head, an outline is closed. */
export function figurePath(kind: MeasurementKind, points: readonly PicturePoint[], matrix: ScreenMatrix): string {
  const at = points.map((point) => onScreen(matrix, point));
  switch (kind) {
    case 'bidirectional':
    case 'cobb':
    case 'cardiothoracic-ratio':
      return `${line(at.slice(0, 2))} ${line(at.slice(2, 4))}`.trim();
    case 'rectangle':
      return at.length < 2 ? '' : `${line(boxCorners(points, matrix))} Z`;
    case 'ellipse':
      return at.length < 2 ? '' : `${line(ellipse(points, matrix))} Z`;
    case 'freehand':
      return `${line(at)} Z`;
    case 'arrow':
      return `${line(at)} ${arrowHead(at)}`.trim();
    case 'point':
      return at[0] ? cross(at[0]) : '';
    default:
      return line(at);
  }
}

/** Where a figure's words begin: right of its rightmost point on the screen. */
export function wordsPlace(points: readonly PicturePoint[], matrix: ScreenMatrix): Point {
  const at = points.map((point) => onScreen(matrix, point));
  const right = at.reduce((best, point) => (point[0] > best[0] ? point : best), at[0] ?? [0, 0]);
  return [right[0] + 10, right[1] + 4];
}

const ELLIPSE_STEPS = 72;
const CROSS_PX = 6;
const HEAD_PX = 11;

function line(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join(' ');
}

function boxCorners(points: readonly PicturePoint[], matrix: ScreenMatrix): Point[] {
  const [[x1, y1], [x2, y2]] = points as [PicturePoint, PicturePoint];
  const corners: PicturePoint[] = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
  return corners.map((corner) => onScreen(matrix, corner));
}

function ellipse(points: readonly PicturePoint[], matrix: ScreenMatrix): Point[] {
  const [[x1, y1], [x2, y2]] = points as [PicturePoint, PicturePoint];
  return Array.from({ length: ELLIPSE_STEPS }, (_, i) => {
    const angle = (i / ELLIPSE_STEPS) * 2 * Math.PI;
    const x = (x1 + x2) / 2 + ((x2 - x1) / 2) * Math.cos(angle);
    const y = (y1 + y2) / 2 + ((y2 - y1) / 2) * Math.sin(angle);
    return onScreen(matrix, [x, y]);
  });
}

function arrowHead([tail, head]: readonly Point[]): string {
  if (!tail || !head) return '';
  const angle = Math.atan2(head[1] - tail[1], head[0] - tail[0]);
  const barb = (turn: number): Point => [
    head[0] - HEAD_PX * Math.cos(angle + turn),
    head[1] - HEAD_PX * Math.sin(angle + turn),
  ];
  return line([barb(0.45), head, barb(-0.45)]);
}

function cross([x, y]: Point): string {
  return `${line([
    [x - CROSS_PX, y],
    [x + CROSS_PX, y],
  ])} ${line([
    [x, y - CROSS_PX],
    [x, y + CROSS_PX],
  ])}`;
}
