import type { SampleFileName } from './sample-files.ts';

/** Positions that a sample report may concern; the demo makes offices that have them. */
export type SamplePosition = 'ketua' | 'anggota' | 'kepala-sekretariat';

/** One message of a sample conversation. */
export interface SampleMessage {
  readonly from: 'reporter' | 'office';
  readonly text: string;
}

/**
 * A report as a reporter would type it, in the fields of the form, line breaks as '\n'. Everybody and everything in it
 * is made up. Fields that a reporter left empty are missing.
 */
export interface SampleReport {
  /** A short name to pick the report by. */
  readonly name: string;
  readonly lane: 'protected' | 'service';
  readonly category: string;
  readonly what: string;
  readonly who?: string;
  readonly where?: string;
  readonly when?: string;
  readonly how?: string;
  readonly why?: string;
  readonly evidence?: string;
  readonly howKnown?: string;
  readonly whoElseKnows?: string;
  readonly reportedElsewhere?: string;
  readonly concerns: readonly SamplePosition[];
  readonly identity?: { readonly name: string; readonly contact: string };
  readonly files: readonly SampleFileName[];
  readonly conversation: readonly SampleMessage[];
}
