import { InstanceId, ModelId } from '../contract/ids.ts';
import { z } from '../schema.ts';

/** What a network is asked, as it waits in the log: everything else follows from the picture and the model when its turn comes. */
export const JobQuestion = z.object({
  instanceId: InstanceId,
  frame: z.number().int().min(0).max(99_999),
  modelId: ModelId,
  /** Absent: the newest. */
  version: z.string().max(40).optional(),
  insist: z.boolean(),
  point: z.object({ x: z.number(), y: z.number() }).optional(),
  explain: z.enum(['activation', 'occlusion', 'rise', 'lime']).optional(),
});
export type JobQuestion = z.infer<typeof JobQuestion>;
