import { findingAt, type Finding } from './disclosure.ts';
import { type Needle, needlesOfContact, needlesOfName } from './identity-needles.ts';
import { type Squashed, squash } from './squashed-text.ts';

/** What the reporter gave of themselves to be sealed apart; either may be empty. */
export interface GivenIdentity {
  readonly name: string;
  readonly contact: string;
}

/** Where a text repeats a name or a contact that was given to be sealed apart, in any spelling of spaces and signs. */
export function findGivenIdentity(identity: GivenIdentity, text: string): Finding[] {
  const needles = [needlesOfName(identity.name), needlesOfContact(identity.contact)];
  const squashed = needles.flat().length > 0 ? squash(text) : { letters: '', at: [] };
  const [names = [], contacts = []] = needles.map((all) =>
    joined(all.flatMap((needle) => placeOf(needle, text, squashed) ?? [])),
  );
  // An address that holds the name is told as the address, a name that holds the address as the name.
  const contactsAlone = contacts.filter((place) => !names.some((each) => isWithin(place, each)));
  const namesAlone = names.filter((place) => !contactsAlone.some((each) => isWithin(place, each)));
  return [
    ...namesAlone.map(({ start, end }) => findingAt('given-name', text, start, end)),
    ...contactsAlone.map(({ start, end }) => findingAt('given-contact', text, start, end)),
  ];
}

function isWithin(inner: Place, outer: Place): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Places that overlap as one: 'Sekar Ayu' and 'Ayu Lestari'. */
function joined(places: readonly Place[]): Place[] {
  const all: Place[] = [];
  for (const place of places.toSorted((first, second) => first.start - second.start)) {
    const last = all.at(-1);
    if (last && place.start < last.end)
      all.splice(-1, 1, { start: last.start, end: Math.max(last.end, place.end) });
    else all.push(place);
  }
  return all;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Start and end of the first place that fits. */
function placeOf({ letters, bounded }: Needle, text: string, squashed: Squashed): Place | undefined {
  for (
    let index = squashed.letters.indexOf(letters);
    index >= 0;
    index = squashed.letters.indexOf(letters, index + 1)
  ) {
    const start = squashed.at[index] ?? 0;
    const end = (squashed.at[index + letters.length - 1] ?? 0) + 1;
    const isNear = end - start <= letters.length * 4;
    if (isNear && (!bounded || (isEdge(text, start) && isEdge(text, end)))) return { start, end };
  }
  return undefined;
}

/** Whether a word may begin or end here: beside what is no letter, or between 'suratBudi'. */
function isEdge(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  return !/\p{L}/u.test(before) || !/\p{L}/u.test(after) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(after));
}
