import { formatDay } from '../../calendar/format.ts';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { tokenField } from '../form-page.ts';
import { type Member, RECOVERY } from '../members/member.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import type { UnitAccess } from './unit-keys.ts';

export interface AccessPage extends Page {
  readonly own: string | undefined;
  readonly unitName: string;
  readonly isHolder: boolean;
  readonly hidden: Readonly<Record<string, string>>;
  readonly pending: readonly {
    readonly id: string;
    readonly name: string;
    readonly fingerprint: string;
    readonly action: string;
  }[];
  /** A recovery key that took another one's place, to compare and give the unit's keys. */
  readonly recovery?: { readonly name: string; readonly fingerprint: string; readonly action: string };
  readonly holders: readonly { readonly name: string; readonly by: string; readonly on: string }[];
}

export const accessView = view<AccessPage>('accounts/access');

/** Who waits for the unit's key, and who holds it from whom: what an administrator cannot do, and everybody of the unit sees. */
export function accessPage(
  site: Site,
  member: Member,
  unitName: string,
  access: UnitAccess,
  errors: readonly FieldError[] = [],
): AccessPage {
  const nameOf = (id: string) =>
    id === RECOVERY ? site.t('accounts.access.recovery') : (access.names.get(id) ?? id);
  const own = member.keyPair && recipientFingerprint(member.keyPair.recipient);
  return {
    title: site.t('accounts.access.title'),
    own: own && site.t('accounts.access.own', { fingerprint: own }),
    unitName,
    isHolder: access.grants.some(({ holder }) => holder === member._id),
    hidden: tokenField(site),
    pending: access.pending.map(({ _id, name, keyPair }) => ({
      id: `give-${_id}`,
      name,
      fingerprint: keyPair ? recipientFingerprint(keyPair.recipient) : '',
      action: site.path(accountPaths.giveAccess(_id)),
    })),
    ...(access.awaitedRecovery && { recovery: recoveryCard(site, access.awaitedRecovery) }),
    holders: access.grants.map(({ holder, givenBy, on }) => ({
      name: nameOf(holder),
      by: holder === givenBy ? site.t('accounts.access.first') : nameOf(givenBy),
      on: formatDay(on, site.locale),
    })),
    errors,
  };
}

function recoveryCard(
  site: Site,
  { holderName, recipient }: RecoveryKey,
): NonNullable<AccessPage['recovery']> {
  return {
    name: site.t('accounts.access.recoveryOf', { name: holderName }),
    fingerprint: recipientFingerprint(recipient),
    action: site.path(accountPaths.giveRecovery),
  };
}
