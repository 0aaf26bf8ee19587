import { matchesOf } from './matches.ts';

/** What a text can give away about whoever wrote it. The names are also keys of the catalogues. */
export const disclosureKinds = [
  'given-name',
  'given-contact',
  'phone',
  'email',
  'account',
  'nik',
  'nip',
  'npwp',
  'bank-account',
  'own-name',
  'self-reference',
  'role',
  'relative',
  'birth-date',
  'address',
  'vehicle-plate',
] as const;

export type DisclosureKind = (typeof disclosureKinds)[number];

/** Something in a text that could identify the reporter; `excerpt` is the reporter's own words, at most 80 characters. */
export interface Disclosure {
  readonly kind: DisclosureKind;
  readonly excerpt: string;
}

/** A disclosure and the place in the prepared text that it was found at. */
export interface Finding extends Disclosure {
  readonly start: number;
  readonly end: number;
}

const excerptLength = 80;

/** A finding whose excerpt is the text from `start` to `end`, on one line and cut where it is long. */
export function findingAt(kind: DisclosureKind, text: string, start: number, end: number): Finding {
  const words = text.slice(start, end).replaceAll('\n', ' ').trim();
  const excerpt = words.length > excerptLength ? `${words.slice(0, excerptLength - 1)}…` : words;
  return { kind, excerpt, start, end };
}

/** Every match of a global pattern as a finding. */
export function findingsOf(kind: DisclosureKind, pattern: RegExp, text: string): Finding[] {
  return matchesOf(pattern, text).map((match) =>
    findingAt(kind, text, match.index, match.index + match[0].length),
  );
}

/** Of every match of a global pattern the group `number`, which ends it, without the words in front that told of it. */
export function numbersOf(kind: DisclosureKind, pattern: RegExp, text: string): Finding[] {
  return matchesOf(pattern, text).map((match) => {
    const end = match.index + match[0].length;
    return findingAt(kind, text, end - (match.groups?.['number']?.length ?? 0), end);
  });
}
