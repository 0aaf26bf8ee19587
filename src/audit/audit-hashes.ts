import { createHash } from 'node:crypto';
import type { SaltedLine } from './audit-line.ts';

/** The chain's end at some moment: whoever wrote it down sees a later change of anything before it. */
export interface Head {
  readonly sequence: number;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

/** A place in the chain. */
export interface Link extends Head {
  /** The id of its line. */
  readonly _id: string;
  /** The hash of the link before it. */
  readonly previous: string;
  readonly commitment: string;
}

/** What the first link follows. */
export const beforeTheFirst: Head = { sequence: 0, hash: '0'.repeat(64) };

/** What of a line every reader of it is shown, and the one hash that stands for the rest. */
interface OpenPart extends Pick<SaltedLine, 'on' | 'act' | 'memberId' | 'subjectId' | 'detail'> {
  readonly about: 'case' | 'office';
  readonly subject: string;
}

/** SHA-256 of a text whose first line says what it is; docs/audit.md states every one of them, with vectors. */
function digest(purpose: string, ...rest: readonly (string | number)[]): string {
  const text = [`kanal-integritas/audit-${purpose}/1`, ...rest].join('\n');
  return createHash('sha256').update(text).digest('hex');
}

/** Which case and who may know of it, hashed apart: whoever may read a line may not always know its case. */
function subjectOf({ _id, salt, caseId, audience, readers }: SaltedLine): string {
  return digest('subject', digest('subject-salt', salt), JSON.stringify([_id, caseId, audience, readers]));
}

export function openPartOf(line: SaltedLine): OpenPart {
  const { on, act, memberId, subjectId, detail, caseId } = line;
  return {
    on,
    act,
    memberId,
    ...(subjectId !== undefined && { subjectId }),
    ...(detail !== undefined && { detail }),
    about: caseId === null ? 'office' : 'case',
    subject: subjectOf(line),
  };
}

/** The salt of the open part; it opens nothing of the subject. */
export function openSaltOf({ salt }: SaltedLine): string {
  return digest('line-salt', salt);
}

/** The hash that stands for a line in the chain: it gives nothing of the line away, and no other line has it. */
export function commitmentOf(line: SaltedLine): string {
  const { on, act, memberId, subjectId = null, detail, about, subject } = openPartOf(line);
  const said = [on, act, memberId, subjectId, about, subject, ...(detail === undefined ? [] : [detail])];
  return digest('line', openSaltOf(line), JSON.stringify(said));
}

export function hashOf({ previous, sequence, commitment }: Omit<Link, '_id' | 'hash'>): string {
  return digest('link', previous, sequence, commitment);
}

/** The links that carry the chain on from its head, in the order of the lines. */
export function linksAfter(head: Head, lines: readonly SaltedLine[]): Link[] {
  let last = head;
  return lines.map((line) => {
    const place = {
      sequence: last.sequence + 1,
      previous: last.hash,
      commitment: commitmentOf(line),
    };
    const link = { _id: line._id, ...place, hash: hashOf(place) };
    last = link;
    return link;
  });
}

/** A head as it stands in mail and on the page: `1234:9f…`. */
export function spellHead({ sequence, hash }: Head): string {
  return `${sequence}:${hash}`;
}

/** The head that somebody typed or copied, or undefined; case and white space do not matter. */
export function readHead(typed: string): Head | undefined {
  const [, sequence = '', hash = ''] =
    /^([1-9]\d{0,14}):([\da-f]{64})$/.exec(typed.replaceAll(/\s/g, '').toLowerCase()) ?? [];
  return hash === '' ? undefined : { sequence: Number(sequence), hash };
}
