import { randomUUID } from 'node:crypto';

/** A DICOM UID that nobody has: a random UUID as a decimal number (PS3.5 B.2). */
export function freshUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
