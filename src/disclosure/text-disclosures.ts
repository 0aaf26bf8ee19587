import { findAccounts, findEmails } from './contact-disclosures.ts';
import type { Disclosure, Finding } from './disclosure.ts';
import { findGivenIdentity, type GivenIdentity } from './given-identity.ts';
import { findOwnNames } from './name-disclosures.ts';
import { findIdentityNumbers, findMoneyNumbers, findPlates } from './number-disclosures.ts';
import { findPhones } from './phone-disclosures.ts';
import { blankOut, prepareText } from './prepared-text.ts';
import { findSelfDisclosures } from './self-disclosures.ts';

export type { Disclosure, DisclosureKind } from './disclosure.ts';

/** A list that nobody can read warns of nothing. */
const mostFindings = 60;

/**
 * What in a text, Indonesian or English, could identify whoever wrote it, in the order of the text, each once, at
 * most 60. It is a hint to the reporter and errs on the side of silence where an amount, a date or a letter's number
 * looks like one. With the `identity` that the reporter gave to be sealed apart, where the text repeats it. Takes time in proportion to the length of the text, whatever it holds; keeps and logs nothing.
 */
export function findTextDisclosures(text: string, identity?: GivenIdentity): Disclosure[] {
  const prepared = prepareText(text);
  const given = identity ? findGivenIdentity(identity, prepared) : [];
  const others = findingsIn(prepared).filter((found) => !given.some((each) => overlaps(found, each)));
  return withoutRepetition([...given, ...others]);
}

/** Where a text repeats a name or a contact that was given to be sealed apart, in the order of the text, each once. */
export function findGivenDisclosures(text: string, identity: GivenIdentity): Disclosure[] {
  return withoutRepetition(findGivenIdentity(identity, prepareText(text)));
}

function findingsIn(prepared: string): Finding[] {
  const numbers = findIdentityNumbers(prepared);
  const money = findMoneyNumbers(blankOut(prepared, numbers));
  const emails = findEmails(prepared);
  const rest = blankOut(prepared, [...numbers, ...money, ...emails]);
  return [
    ...numbers,
    ...money,
    ...emails,
    ...findPhones(rest),
    ...findAccounts(rest),
    ...findPlates(rest),
    ...findOwnNames(prepared),
    ...findSelfDisclosures(prepared),
  ];
}

/** The same number or name told twice; a role that a name stands in is told beside it. */
function overlaps({ kind, start, end }: Finding, other: Finding): boolean {
  const isSameThing = ['phone', 'email', 'account', 'own-name'].includes(kind);
  return isSameThing && start < other.end && other.start < end;
}

function withoutRepetition(findings: readonly Finding[]): Disclosure[] {
  const inOrder = findings.toSorted((first, second) => first.start - second.start || second.end - first.end);
  const seen = new Set<string>();
  const reach = new Map<string, number>();
  const kept: Disclosure[] = [];
  for (const { kind, excerpt, start, end } of inOrder) {
    const key = `${kind} ${excerpt.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '')}`;
    const overlapsAnother = start < (reach.get(kind) ?? 0);
    if (!seen.has(key) && !overlapsAnother && kept.length < mostFindings) {
      seen.add(key);
      reach.set(kind, end);
      kept.push({ kind, excerpt });
    }
  }
  return kept;
}
