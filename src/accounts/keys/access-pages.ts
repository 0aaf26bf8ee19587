import { formatDay } from '../../calendar/format.ts';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import type { Jump, Paragraph, TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { tokenField } from '../form-page.ts';
import { type ShownMember, RECOVERY } from '../members/member.ts';
import { besideKeys } from '../members/staff-links.ts';
import { fingerprintInput } from './fingerprint-field.ts';
import type { UnitAccess } from './unit-access.ts';

/** Somebody who waits, and what whoever holds the key types to let them in; without a form for who does not hold it. */
interface Waiting {
  readonly id: string;
  readonly name: string;
  readonly what: string;
  readonly form: WaitingForm | undefined;
}

interface WaitingForm {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly field: TextField;
  readonly button: string;
}

interface LetIn {
  readonly name: string;
  readonly by: string;
  readonly on: string;
}

interface AccessPage extends Page {
  readonly beside: Jump | undefined;
  readonly own: Paragraph | undefined;
  readonly unitName: string;
  /** That the unit's cases were looked at in part. */
  readonly notice: string | undefined;
  /** For a handler to whom no case is shown before they had the unit's cases looked at for themselves. */
  readonly look: Pick<WaitingForm, 'action' | 'hidden' | 'button'> | undefined;
  readonly waiting: readonly Waiting[];
  readonly steps: readonly string[];
  /** A recovery key that took another one's place, or is the first: to be compared and given the unit's keys. */
  readonly recovery: Waiting | undefined;
  readonly holders: readonly LetIn[];
  readonly watchers: readonly LetIn[];
}

export const accessView = view<AccessPage>('accounts/access');

/** Who waits for the unit, and who has been let in by whom: what an administrator cannot do, and every handler of the unit sees. */
interface AccessState extends UnitAccess {
  readonly unitName: string;
  /** Those who see the unit's cases without opening them. */
  readonly watchers: { readonly vouched: readonly ShownMember[]; readonly waiting: readonly ShownMember[] };
}

/** What was refused: whose card it is, and a key of the catalogue. */
export interface AccessProblem {
  /** A member's id, or {@link RECOVERY}. */
  readonly id: string;
  readonly key: string;
}

/** For whom the unit's cases were looked at in part: whose card it is, the member's own too, and what was typed there. */
interface Halfway {
  readonly id: string;
  readonly typed?: string;
}

/** What the page says to a form that was sent. */
export interface AccessAnswer {
  readonly refused?: AccessProblem;
  readonly halfway?: Halfway;
}

/** The name of the field in which somebody's fingerprint is typed. */
export function fingerprintField(id: string): string {
  return `fingerprint-${id}`;
}

interface Kind {
  /** What they wait for, as the catalogue names it. */
  readonly kind: 'key' | 'rows' | 'recovery';
  readonly action: string;
}

export function accessPage(
  site: Site,
  member: ShownMember,
  access: AccessState,
  answer: AccessAnswer = {},
): AccessPage {
  const { t } = site;
  const { refused, halfway } = answer;
  const isHolder = access.grants.some(({ holder }) => holder === member._id);
  const card = (id: string, name: string, kind: Kind) =>
    waitingCard(site, { id, name, ...kind }, isHolder ? answer : undefined);
  const memberCard =
    (kind: 'key' | 'rows') =>
    ({ _id, name }: ShownMember) =>
      card(_id, name, { kind, action: accountPaths.giveAccess(_id) });
  const waiting = [
    ...access.pending.map(memberCard('key')),
    ...access.watchers.waiting.map(memberCard('rows')),
  ];
  const recovery = access.awaitedRecovery;
  const isShown = waiting.some(({ id }) => id === `give-${refused?.id}`) || refused?.id === RECOVERY;
  const own = member.keyPair && recipientFingerprint(member.keyPair.recipient);
  return {
    title: t('accounts.access.title'),
    beside: besideKeys(site, member),
    own: own ? { text: t('accounts.access.own'), code: own } : undefined,
    unitName: access.unitName,
    notice: halfway && t(`accounts.access.${halfway.id === member._id ? 'lookHalfway' : 'halfway'}`),
    look: lookForm(site, member, isHolder, halfway),
    waiting,
    steps: t('accounts.access.steps').split('\n'),
    recovery:
      recovery &&
      card(RECOVERY, t('accounts.access.recoveryOf', { name: recovery.holderName }), {
        kind: 'recovery',
        action: accountPaths.giveRecovery,
      }),
    ...letIn(site, access),
    ...(refused && {
      errors: [{ field: isShown ? fingerprintField(refused.id) : 'pending', text: t(refused.key) }],
    }),
  };
}

function lookForm(
  site: Site,
  { _id, awaitsLook }: ShownMember,
  isHolder: boolean,
  halfway: Halfway | undefined,
): AccessPage['look'] {
  if (!isHolder || !awaitsLook) return undefined;
  const button = site.t(`accounts.access.${halfway?.id === _id ? 'goOn' : 'lookNow'}`);
  return { action: site.path(accountPaths.look), hidden: tokenField(site), button };
}

function waitingCard(
  site: Site,
  { id, name, kind, action }: Kind & { readonly id: string; readonly name: string },
  asked: AccessAnswer | undefined,
): Waiting {
  const { t } = site;
  const halfway = asked?.halfway?.id === id ? asked.halfway : undefined;
  const field = fingerprintInput(site, {
    name: fingerprintField(id),
    label: t('accounts.access.field'),
    error: asked?.refused?.id === id ? t(asked.refused.key) : undefined,
    ...(halfway?.typed !== undefined && { value: halfway.typed }),
  });
  const button = t(halfway ? 'accounts.access.goOn' : `accounts.access.give.${kind}`);
  return {
    id: `give-${id}`,
    name,
    what: t(`accounts.access.waitsFor.${kind}`),
    form: asked && { action: site.path(action), hidden: tokenField(site), field, button },
  };
}

function letIn(
  site: Site,
  { grants, watchers, names }: AccessState,
): Pick<AccessPage, 'holders' | 'watchers'> {
  const { t, locale } = site;
  const nameOf = (id: string) => (id === RECOVERY ? t('accounts.access.recovery') : (names.get(id) ?? id));
  return {
    holders: grants.map(({ holder, givenBy, on }) => ({
      name: nameOf(holder),
      by: holder === givenBy ? t('accounts.access.first') : nameOf(givenBy),
      on: formatDay(on, locale),
    })),
    watchers: watchers.vouched.flatMap(({ name, vouching }) =>
      vouching ? [{ name, by: nameOf(vouching.by), on: formatDay(vouching.on, locale) }] : [],
    ),
  };
}
