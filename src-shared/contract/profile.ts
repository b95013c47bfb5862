import { z } from '../schema.ts';
import { ProfileId } from './ids.ts';

/** A person who labels on this machine. Until somebody is added there is one without a PIN, named `reader`. */
export const Profile = z.object({ id: ProfileId, name: z.string().min(1).max(100), hasPin: z.boolean() });
export type Profile = z.infer<typeof Profile>;
