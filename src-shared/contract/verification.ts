import { z } from '../schema.ts';

/** Where networks can run. `cpu` always can; the others are asked of the runtime. */
export const ProviderName = z.enum(['cpu', 'cuda', 'dml', 'webgpu', 'coreml']);
export type ProviderName = z.infer<typeof ProviderName>;

/** One comparison of another provider with the CPU, on a model's self-test input. */
export const ProviderTrial = z.object({
  provider: ProviderName,
  /** `crashed`: its process ended; `too-slow`: it was given up. */
  outcome: z.enum(['agrees', 'disagrees', 'missing', 'crashed', 'too-slow']),
  /** Largest absolute difference between the two; null where it did not run. */
  largestDifference: z.number().nonnegative().nullable(),
  /** Milliseconds of a run after the first, which compiles. */
  runMs: z.number().nonnegative().nullable(),
  /** The same on the CPU; absent: nobody compared. */
  cpuMs: z.number().nonnegative().optional(),
  /** The runtime's words where it did not run. */
  reason: z.string().max(300).nullable(),
});
export type ProviderTrial = z.infer<typeof ProviderTrial>;

/** A self-test that was run on this machine. */
export const Verification = z.object({
  at: z.iso.datetime(),
  /** Version of ONNX Runtime. */
  runtime: z.string().max(40),
  threads: z.number().int().positive(),
  largestDifference: z.number().nonnegative(),
  runMs: z.number().nonnegative(),
  providers: z.array(ProviderTrial).max(16),
});
export type Verification = z.infer<typeof Verification>;
