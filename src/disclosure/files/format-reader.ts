import type { FileDisclosure } from './file-disclosure.ts';
import type { Signature } from './signature-scanner.ts';

/** Knows what announces properties in one family of formats, and gathers what they give away. */
export interface FormatReader {
  readonly signatures: readonly Signature[];
  disclosures(): FileDisclosure[];
}
