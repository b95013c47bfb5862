import type { ModelId } from './ids.ts';

/** How a model may be called: words of small letters and digits with hyphens between them. */
export const MODEL_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const LONGEST_MODEL_ID = 80;

/** Whether a model may be called so, asked without a schema: the command line waits for none. */
export function isModelId(text: string | undefined): text is ModelId {
  return text !== undefined && text.length <= LONGEST_MODEL_ID && MODEL_ID.test(text);
}
