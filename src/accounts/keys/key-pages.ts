import { formatDay } from '../../calendar/format.ts';
import { informationPaths } from '../../information/information-paths.ts';
import type { Jump, Tag, TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { tokenField } from '../form-page.ts';
import type { Member } from '../members/member.ts';
import { besideKeys } from '../members/staff-links.ts';
import { fingerprintInput } from './fingerprint-field.ts';
import type { KeyToConfirm } from './key-confirmations.ts';

interface KeyCard {
  readonly id: string;
  readonly name: string;
  readonly state: Tag;
  readonly facts: readonly string[];
  /** For a holder: what to read out to whoever confirms it. */
  readonly fingerprint: string | undefined;
  /** For whoever may confirm it. */
  readonly confirm:
    | { readonly steps: readonly string[]; readonly action: string; readonly field: TextField }
    | undefined;
  /** For the handler of an office where nobody else could. */
  readonly alone: { readonly action: string } | undefined;
}

interface KeysPage extends Page {
  readonly beside: Jump | undefined;
  readonly cards: readonly KeyCard[];
  readonly hidden: Readonly<Record<string, string>>;
  readonly publicPath: string;
}

export const keysView = view<KeysPage>('accounts/keys');

/** Why a unit's key was not confirmed; `key` is the text's. */
export interface ConfirmationProblem {
  readonly unitId: string;
  readonly key: string;
}

const tones = { none: 'waiting', alone: 'waiting', confirmed: 'good' } as const;

/** The keys of all units, and what the member may do about them. */
export function keysPage(
  site: Site,
  member: Member,
  keys: readonly KeyToConfirm[],
  refused?: ConfirmationProblem,
): KeysPage {
  return {
    title: site.t('accounts.confirmKey.title'),
    beside: besideKeys(site, member),
    cards: keys.map((key) => cardOf(site, key, refused?.unitId === key.unit._id ? refused : undefined)),
    hidden: tokenField(site),
    publicPath: site.path(informationPaths.keys),
    ...(refused && { errors: [{ field: `key-${refused.unitId}`, text: site.t(refused.key) }] }),
  };
}

function cardOf(site: Site, key: KeyToConfirm, refused: ConfirmationProblem | undefined): KeyCard {
  const { unit, confirmed, fingerprint, mayDo } = key;
  const { t } = site;
  const isMade = unit.intake !== undefined;
  return {
    id: unit._id,
    name: unit.name[site.locale],
    state: isMade
      ? { text: t(`accounts.confirmKey.state.${confirmed}`), tone: tones[confirmed] }
      : { text: t('accounts.confirmKey.state.missing'), tone: 'neutral' },
    facts: factsOf(site, key),
    fingerprint: confirmed === 'confirmed' ? undefined : fingerprint,
    confirm: mayDo === 'confirm' ? confirmOf(site, key, refused) : undefined,
    alone: mayDo === 'alone' ? { action: site.path(accountPaths.openAlone(unit._id)) } : undefined,
  };
}

function confirmOf(
  site: Site,
  { unit, holders }: KeyToConfirm,
  refused: ConfirmationProblem | undefined,
): NonNullable<KeyCard['confirm']> {
  const { t } = site;
  const names = holders.map(({ name }) => name).join(', ');
  return {
    steps: t('accounts.confirmKey.steps', { names, unit: unit.name[site.locale] }).split('\n'),
    action: site.path(accountPaths.confirmKey(unit._id)),
    field: fingerprintInput(site, {
      name: `key-${unit._id}`,
      label: t('accounts.confirmKey.field'),
      error: refused && t(refused.key),
    }),
  };
}

function factsOf(site: Site, { unit, confirmed, by, on, holders }: KeyToConfirm): string[] {
  const { t } = site;
  const names = holders.map(({ name }) => name).join(', ');
  const isSaid = confirmed !== 'none' && by !== undefined && on !== undefined;
  return [
    ...(unit.intake && holders.length > 0 ? [t('accounts.confirmKey.holders', { names })] : []),
    ...(isSaid
      ? [t(`accounts.confirmKey.by.${confirmed}`, { name: by, day: formatDay(on, site.locale) })]
      : []),
    ...(unit.intake && confirmed === 'none' ? [t(`accounts.confirmKey.closed.${unit.level}`)] : []),
  ];
}
