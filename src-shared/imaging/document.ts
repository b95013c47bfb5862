import { Coded } from '../contract/coded-schema.ts';
import { z } from '../schema.ts';
import { Identity } from './instance.ts';
import { DOCUMENT_KINDS } from './object-kind.ts';

export const DocumentKind = z.enum(DOCUMENT_KINDS);

const text = z.string().max(1024);

/** A DICOM object without pixels: recognised, named and listed with its study, not shown. */
export const DocumentDescription = z.object({
  kind: DocumentKind,
  /** The best name that the object gives itself: document title, content label, concept name, plan label. */
  title: text.nullable(),
  identity: Identity,
  modality: z.string().max(16).nullable(),
  seriesUid: text.nullable(),
  seriesNumber: z.number().int().nullable(),
  seriesDescription: text.nullable(),
  instanceUid: text.nullable(),
  instanceNumber: z.number().int().nullable(),
  sopClassUid: text.nullable(),
  transferSyntaxUid: text.nullable(),
  fileBytes: z.number().int().nonnegative(),
  /** SHA-256 over the whole file, hex. */
  fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
  warnings: z.array(Coded),
});
export type DocumentDescription = z.infer<typeof DocumentDescription>;
