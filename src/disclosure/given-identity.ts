import { findingAt, type Finding } from './disclosure.ts';
import { needlesOfContact, needlesOfName } from './identity-needles.ts';
import { firstPlace, type Haystack, haystackOf, type Needle, type Place } from './needle-search.ts';

/** What the reporter gave of themselves to be sealed apart; either may be empty. */
export interface GivenIdentity {
  readonly name: string;
  readonly contact: string;
}

/** Where a text repeats a name or a contact that was given to be sealed apart, in any spelling of spaces and signs. */
export function findGivenIdentity(identity: GivenIdentity, text: string): Finding[] {
  const [ofName, ofContact] = [needlesOfName(identity.name), needlesOfContact(identity.contact)];
  if (ofName.length + ofContact.length === 0) return [];
  const haystack = haystackOf(text);
  const [names, contacts] = [placesOf(ofName, haystack), placesOf(ofContact, haystack)];
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

/** Where each stands first; places that overlap as one: 'Sekar Ayu' and 'Ayu Lestari'. */
function placesOf(needles: readonly Needle[], haystack: Haystack): Place[] {
  const places = needles.flatMap((needle) => firstPlace(needle, haystack) ?? []);
  const all: Place[] = [];
  for (const place of places.toSorted((first, second) => first.start - second.start)) {
    const last = all.at(-1);
    if (last && place.start < last.end)
      all.splice(-1, 1, { start: last.start, end: Math.max(last.end, place.end) });
    else all.push(place);
  }
  return all;
}
