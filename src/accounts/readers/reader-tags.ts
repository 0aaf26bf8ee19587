import type { ServerKeys } from '../../vault/server-keys.ts';

/** What a member is called in an audience: a MAC of the id, so that a list in the database names nobody. */
const READER = 'reader:';
/** What an auditor is called by the lines that they may read: another MAC, so that a list of auditors is none of readers. */
const AUDITOR = 'auditor:';
const UNIT = 'unit:';

/** What audiences call their people. */
export function createReaderTags(serverKeys: Pick<ServerKeys, 'mac'>) {
  const known = new Map<string, string>();

  function ofReader(memberId: string): string {
    const tag = known.get(memberId) ?? READER + serverKeys.mac('audience', memberId);
    known.set(memberId, tag);
    return tag;
  }

  return {
    ofReader,

    ofAuditor: (memberId: string): string => AUDITOR + serverKeys.mac('auditor', memberId),

    ofUnit: (unitId: string): string => UNIT + unitId,

    /** All that cases and their lines of the audit log call a member: the tag or, before 2026-11-27, the id. */
    callings: (memberId: string): readonly string[] => [memberId, ofReader(memberId)],
  };
}

export type ReaderTags = ReturnType<typeof createReaderTags>;
