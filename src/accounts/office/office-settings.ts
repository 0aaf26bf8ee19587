import { defaultRetention, type RetentionMonths } from '../../cases/retention.ts';
import type { LocalizedText } from '../members/member.ts';

/** The recovery key that its holder has proven to hold; the portal knows the recipient only. */
export interface RecoveryKey {
  readonly recipient: string;
  readonly mac: string;
  readonly holderName: string;
  /** Positions of the holder: a case about one of them is not sealed to the recovery key. */
  readonly positionIds: readonly string[];
  /** The day on which the holder opened the challenge. */
  readonly provenOn: string;
}

/** The one document about the office itself. */
export interface OfficeSettings {
  readonly version: number;
  readonly isSetUp: boolean;
  readonly names: LocalizedText;
  /** IANA name; days are counted there. */
  readonly timeZone: string;
  /** Hours of the office's day at which notices of protected cases leave. */
  readonly noticeHours: readonly number[];
  /** The body above, as the public pages name it; empty where none is set. */
  readonly aboveBody: LocalizedText;
  /** Whether every member must have a second factor; who has none sets one up at the next sign-in. */
  readonly secondFactorRequired: boolean;
  /** Months that a case is kept after its ending, by category. */
  readonly retentionMonths: RetentionMonths;
  readonly recovery?: RecoveryKey;
}

/** What holds until somebody sets the office up. */
export const settingsBeforeSetUp: OfficeSettings = {
  version: 0,
  isSetUp: false,
  names: { id: 'Kanal Integritas', en: 'Integrity Channel' },
  timeZone: 'Asia/Jakarta',
  noticeHours: [8, 12, 16],
  aboveBody: { id: '', en: '' },
  secondFactorRequired: false,
  retentionMonths: defaultRetention,
};
