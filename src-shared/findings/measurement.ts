import { CaseId, InstanceId } from '../contract/ids.ts';
import { z } from '../schema.ts';

/** What a person draws on a picture, and how many points each takes; `null`: as many as are drawn, at least three. */
export const POINTS = {
  length: 2,
  /** Ends of the longer diameter, then of the one across it. */
  bidirectional: 4,
  /** First end, vertex, second end. */
  angle: 3,
  /** Two lines, each by its ends. */
  cobb: 4,
  /** Greatest width of the heart, then of the chest, each by its ends. */
  'cardiothoracic-ratio': 4,
  /** Two opposite corners. */
  rectangle: 2,
  /** Two opposite corners of the rectangle around it. */
  ellipse: 2,
  freehand: null,
  point: 1,
  /** From its tail to its head. */
  arrow: 2,
  /** The ends of something whose length is known. */
  calibration: 2,
} as const;

export const MeasurementKind = z.enum(Object.keys(POINTS) as [keyof typeof POINTS, ...(keyof typeof POINTS)[]]);
export type MeasurementKind = z.infer<typeof MeasurementKind>;

const coordinate = z.number().min(-70_000).max(140_000);

/**
 * A measurement as a person drew it; its numbers are worked out from it whenever they are shown. Points are column and row
 * in picture pixels, counted from the outer corner of the first pixel (its middle is 0.5, 0.5).
 */
const shape = z.object({
  /** Made by the page, the same for every change of this measurement. */
  uid: z.uuid(),
  instanceId: InstanceId,
  frame: z.number().int().min(0).max(99_999),
  kind: MeasurementKind,
  points: z
    .array(z.tuple([coordinate, coordinate]))
    .min(1)
    .max(5000),
  /** The person's own name or note; empty: none. */
  text: z.string().max(500),
  hidden: z.boolean(),
  /** Of a calibration: how long the drawn line is, in millimetres; else null. */
  knownMm: z.number().positive().max(10_000).nullable(),
  /** Taken away by the person; can be brought back. */
  removed: z.boolean(),
});

const checked = <S extends typeof shape>(schema: S) =>
  schema.superRefine(({ kind, points, knownMm }, context) => {
    const wanted = POINTS[kind];
    const wrong = wanted === null ? points.length < 3 : points.length !== wanted;
    if (wrong) context.addIssue({ code: 'custom', message: 'has the wrong number of points', path: ['points'] });
    if ((kind === 'calibration') !== (knownMm !== null)) {
      context.addIssue({ code: 'custom', message: 'belongs to a calibration and to nothing else', path: ['knownMm'] });
    }
  });

export const Measurement = checked(shape);
export type Measurement = z.infer<typeof Measurement>;

/** How a measurement stands from now on. */
export const MeasurementChange = z.object({ caseId: CaseId, measurement: checked(shape.strict()) }).strict();
export type MeasurementChange = z.infer<typeof MeasurementChange>;
