import { type Locale, localisedPath } from '../language/locale.ts';
import type { OwedLetter } from '../notifications/letter.ts';
import type { OwedAudit } from '../storage/owed.ts';
import { type News, newsOf } from './account-news.ts';
import { accountPaths } from './account-paths.ts';
import type { UnitKeys } from './keys/unit-keys.ts';
import type { Member } from './members/member.ts';
import type { MemberStore } from './members/member-store.ts';
import type { Positions } from './office/positions.ts';
import type { Units } from './office/units.ts';
import { isAuditor, mayDo } from './permissions.ts';

interface Dependencies {
  readonly members: Pick<MemberStore, 'list'>;
  readonly units: Pick<Units, 'find'>;
  readonly positions: Pick<Positions, 'list'>;
  readonly unitKeys: Pick<UnitKeys, 'holdersOf'>;
}

/** A line that is told, with everybody there is. */
interface Told {
  readonly line: OwedAudit;
  readonly news: News;
  readonly everybody: readonly Member[];
}

/** The mail that acts of the accounts owe, by their audit lines. */
export function createAccountLetters({ members, units, positions, unitKeys }: Dependencies) {
  async function knowersOf(subject: Member, everybody: readonly Member[]): Promise<Member[]> {
    const unit = subject.unitId === null ? undefined : await units.find(subject.unitId);
    const { holders = [] } = unit ? await unitKeys.holdersOf(unit) : {};
    const holderIds = new Set(holders.map(({ _id }) => _id));
    return everybody.filter(
      (member) => member._id === subject._id || holderIds.has(member._id) || isAuditor(member),
    );
  }

  /** Nobody where it is about no member: a recovery key is given too, and the first handler makes a key for themselves. */
  async function audienceOf({ line, news, everybody }: Told): Promise<readonly Member[]> {
    const active = everybody.filter(({ status }) => status === 'active');
    if (news.to === 'staff') return active;
    if (news.to === 'watchers') return active.filter(isOverseer);
    const subject = everybody.find(({ _id }) => _id === line.subjectId);
    if (!subject) return [];
    if (news.to === 'owner') return [subject];
    return subject._id === line.memberId ? [] : knowersOf(subject, everybody);
  }

  async function nameOf({ line: { subjectId }, everybody }: Told): Promise<(locale: Locale) => string> {
    if (subjectId === undefined) return () => '';
    const member = everybody.find(({ _id }) => _id === subjectId);
    if (member) return () => member.name;
    const named =
      (await units.find(subjectId)) ?? (await positions.list()).find(({ _id }) => _id === subjectId);
    return (locale) => named?.name[locale] ?? '';
  }

  async function lettersOf(told: Told): Promise<OwedLetter[]> {
    const { line, news, everybody } = told;
    const [audience, about] = await Promise.all([audienceOf(told), nameOf(told)]);
    const by = everybody.find(({ _id }) => _id === line.memberId)?.name ?? '';
    return audience
      .filter(({ _id, status }) => status !== 'ended' && (news.to === 'owner' || _id !== line.memberId))
      .map((member) => {
        const { _id: memberId, email: to, locale } = member;
        const path = localisedPath(locale, pathFor(news, member));
        const letter = { to, locale, text: news.text, path, about: about(locale), by };
        return { key: keyOf(line), memberId, on: line.on, letter };
      });
  }

  return {
    /**
     * Called with the same lines again, or with others of the same acts, it makes the same letters, by their keys: an act of several lines is
     * told once, and two acts twice.
     */
    async owedBy(lines: readonly OwedAudit[]): Promise<OwedLetter[]> {
      const told = firstOfEachAct(lines);
      if (told.length === 0) return [];
      const everybody = await members.list();
      return (await Promise.all(told.map(async (one) => lettersOf({ ...one, everybody })))).flat();
    },
  };
}

/** What a letter is about; all lines of an act tell the same. */
function keyOf({ id, actId = id }: OwedAudit): string {
  return actId;
}

function firstOfEachAct(lines: readonly OwedAudit[]): Omit<Told, 'everybody'>[] {
  const first = new Map<string, Omit<Told, 'everybody'>>();
  for (const line of lines) {
    const news = newsOf.get(line.act);
    if (news && !first.has(keyOf(line))) first.set(keyOf(line), { line, news });
  }
  return [...first.values()];
}

function pathFor({ to }: News, member: Member): string {
  if (to === 'staff') return accountPaths.keys;
  if (to === 'watchers') return mayDo(member, 'audit:read') ? accountPaths.audit : accountPaths.settings;
  return accountPaths.signIn;
}

function isOverseer(member: Member): boolean {
  return mayDo(member, 'audit:read') || mayDo(member, 'settings:change');
}
