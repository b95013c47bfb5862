import type { Task } from './manifest.ts';

/** What a person asks a network first: a word on the picture, then outlines, then a better picture. */
export const TASK_ORDER: readonly Task[] = ['classification', 'sequence', 'anomaly', 'segmentation', 'enhancement'];
