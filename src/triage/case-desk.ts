import type { Accounts } from '../accounts/accounts.ts';
import { mayDo } from '../accounts/permissions.ts';
import type { SignedIn } from '../accounts/sign-in/signed-in.ts';
import type { Day } from '../calendar/day.ts';
import { isNationalHoliday } from '../calendar/holidays.ts';
import type { Case } from '../cases/case.ts';
import type { CaseQueueService } from '../cases/case-queue-service.ts';
import type { CaseReadingService, Step } from '../cases/case-reading-service.ts';
import type { Called, Officer, Reader } from '../cases/readers.ts';
import type { HoldService } from '../cases/hold-service.ts';
import type { IdentityService } from '../cases/identity-service.ts';
import type { Locale } from '../language/locale.ts';
import type { CaseState } from './case-state.ts';
import type { Names } from './case-words.ts';
import { filterOf, type QueueQuery } from './queue-query.ts';
import { pageCount, type QueueState } from './queue-page.ts';

interface Dependencies {
  readonly cases: CaseQueueService & Pick<CaseReadingService, 'open' | 'outside'>;
  readonly holds: Pick<HoldService, 'reasonOf'>;
  readonly identities: Pick<IdentityService, 'reasonToDecideOn'>;
  readonly accounts: Pick<Accounts, 'readers' | 'shown'>;
  readonly today: () => Promise<Day>;
}

/** Gathers what the pages show: a case or the queue, with the names of those whom it tells of. */
export function createCaseDesk({ cases, holds, identities, accounts, today }: Dependencies) {
  const { readers, shown } = accounts;
  const { units, positions } = shown;

  /** Names by all that cases call their people. */
  async function namesOf(locale: Locale): Promise<Names> {
    const [everybody, everyUnit] = await Promise.all([shown.members.list(), units.list()]);
    return {
      members: new Map(
        everybody.flatMap(({ _id, name }) => readers.callings(_id).map((called) => [called, name] as const)),
      ),
      units: new Map(everyUnit.map(({ _id, name }) => [_id, name[locale]])),
    };
  }

  /** Members without `case:open` get the outside alone, whatever keys lie in their session. */
  async function openFor({ member }: SignedIn, officer: Officer, id: string): Promise<CaseState['opened']> {
    if (mayDo(member, 'case:open')) return cases.open(officer, id);
    const outside = await cases.outside(officer, id);
    return { case: outside, steps: outside.timeline.map(withoutReason) };
  }

  return {
    /** Who acts on cases in this session. @throws {SignInRequired} when it ended meanwhile */
    async officerOf({ standing, keyring }: SignedIn): Promise<Officer> {
      const opened = await keyring();
      return { ...readers.readerAt(await standing()), identities: opened.identities };
    },

    /** Who the member is to the cases, without keys. */
    readerOf: async ({ standing }: SignedIn): Promise<Reader> => readers.readerAt(await standing()),

    /** The outside of a case, whatever the keys. @throws {NotFound} */
    outside: (reader: Reader, id: string): Promise<Case> => cases.outside(reader, id),

    /** What cases call a member to whom this one may be given: they are of its audience and may open it. */
    async assigneeFor(found: Case, memberId: string): Promise<Called | undefined> {
      const member = (await readers.handlersOf(found.audience)).find(({ _id }) => _id === memberId);
      return member && readers.called(member);
    },

    /**
     * Everything that the page of a case shows.
     * @throws {NotFound}
     * @throws {WrongKey} when the session holds no key to it
     */
    async caseState(who: SignedIn, officer: Officer, id: string, locale: Locale): Promise<CaseState> {
      const opened = await openFor(who, officer, id);
      const [handlers, names, everyPosition, everyUnit, day] = await Promise.all([
        shown.readers.handlersOf(opened.case.audience),
        namesOf(locale),
        positions.list(),
        units.list(),
        today(),
      ]);
      const concernable = { positions: everyPosition, units: everyUnit };
      const identityReason = await identities.reasonToDecideOn(officer, opened.case);
      const holdReason = await holds.reasonOf(officer, opened.case);
      return {
        member: who.member,
        reader: officer,
        opened,
        assigneeId: handlers.find(({ _id }) => readers.callings(_id).includes(opened.case.assigneeId ?? ''))
          ?._id,
        handlers,
        names,
        concernable,
        today: day,
        ...(identityReason !== undefined && { identityReason }),
        ...(holdReason !== undefined && { holdReason }),
      };
    },

    /** A page of the queue; a page after the last one is the last one. */
    async queueState({ member, standing }: SignedIn, asked: QueueQuery, locale: Locale): Promise<QueueState> {
      const reader = readers.readerAt(await standing());
      const { audience } = reader;
      const asking = {
        memberId: member._id,
        callings: readers.callings,
        today: await today(),
        isHoliday: isNationalHoliday,
      };
      const read = (query: QueueQuery) =>
        cases.queue(audience, query.page, filterOf(query, asking), query.sort);
      const first = await read(asked);
      const query = { ...asked, page: Math.min(asked.page, pageCount(first.total)) };
      const { rows, total } = query.page === asked.page ? first : await read(query);
      const [handlers, names] = await Promise.all([shown.readers.handlersOf(audience), namesOf(locale)]);
      return { query, rows, total, member, reader, handlers, names, today: asking.today };
    },
  };
}

export type CaseDesk = ReturnType<typeof createCaseDesk>;

function withoutReason({ reason: _sealed, ...step }: Case['timeline'][number]): Step {
  return { ...step, reason: undefined };
}
