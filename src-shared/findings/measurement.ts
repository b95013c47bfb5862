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

const vector = z.tuple([z.number(), z.number(), z.number()]);

/** A cut through a volume, as `PlanePose`, and what it was cut from. */
export const MeasuredPlane = z.object({
  originMm: vector,
  right: vector,
  down: vector,
  /** Thickness of the slab on the screen while it was drawn; 0: a single plane. */
  slabMm: z.number().min(0).max(10_000),
  slabMode: z.enum(['average', 'maximum', 'minimum']),
  /** Slices of the volume; the measurement's own instance and frame are the first. */
  slices: z.number().int().min(2).max(100_000),
});
export type MeasuredPlane = z.infer<typeof MeasuredPlane>;

/**
 * A measurement as a person drew it; its numbers are worked out from it whenever they are shown. Points are column and row
 * in picture pixels, counted from the outer corner of the first pixel (its middle is 0.5, 0.5); on a plane through a volume
 * millimetres along its `right` and `down`.
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
  /** Absent: on the frame itself. */
  plane: MeasuredPlane.optional(),
  /** The person's own name or note; empty: none. */
  text: z.string().max(500),
  hidden: z.boolean(),
  /** Of a calibration: how long the drawn line is, in millimetres; else null. */
  knownMm: z.number().positive().max(10_000).nullable(),
  /** Taken away by the person; can be brought back. */
  removed: z.boolean(),
});

const checked = <S extends typeof shape>(schema: S) =>
  schema.superRefine(({ kind, points, knownMm, plane }, context) => {
    const wanted = POINTS[kind];
    const wrong = wanted === null ? points.length < 3 : points.length !== wanted;
    if (wrong) context.addIssue({ code: 'custom', message: 'has the wrong number of points', path: ['points'] });
    if ((kind === 'calibration') !== (knownMm !== null)) {
      context.addIssue({ code: 'custom', message: 'belongs to a calibration and to nothing else', path: ['knownMm'] });
    }
    // the distances of a volume are those of the patient: there is nothing to calibrate
    if (kind === 'calibration' && plane) {
      context.addIssue({ code: 'custom', message: 'is for pictures as they were acquired', path: ['plane'] });
    }
  });

export const Measurement = checked(shape);
export type Measurement = z.infer<typeof Measurement>;

/** How a measurement stands from now on. */
export const MeasurementChange = z.object({ caseId: CaseId, measurement: checked(shape.strict()) }).strict();
export type MeasurementChange = z.infer<typeof MeasurementChange>;
