import { Secret, TOTP } from 'otpauth';
import { accountPaths } from '../../src/accounts/account-paths.ts';
import type { Accounts } from '../../src/accounts/accounts.ts';
import type { MemberDetails } from '../../src/accounts/members/member-service.ts';
import { mayDo, type Role as StaffRole } from '../../src/accounts/permissions.ts';
import { type Access, routeAccess } from '../../src/accounts/route-access.ts';
import type { SampleOffice } from '../../src/sample/sample-office.ts';
import type { AppRoute } from '../../test/support/app-routes.ts';
import { nameOf } from './forms.ts';
import type { Role } from './scene.ts';
import { isPermission } from '../../test/support/permissions.ts';

/** Of the spare members, and what whoever sets a new one chooses. */
export const SPARE_PASSWORD = 'sebelas kuda nil menari di pasar';

/** Everybody of staff, by the roles that they have at the office; the last three are not of the sample office. */
const rolesOf: Readonly<Record<string, readonly StaffRole[]>> = {
  administrator: ['administrator'],
  officer: ['intake_officer'],
  investigator: ['investigator'],
  treasurer: ['investigator'],
  supervisor: ['supervisor'],
  auditor: ['auditor'],
  above: ['intake_officer', 'supervisor'],
  spare: ['auditor'],
  waiting: ['investigator'],
  halfway: [],
};

/** Members besides the sample office's; each may be changed, ended and reset, because nothing hangs on them. */
interface Spares {
  /** An auditor like any other. */
  readonly spare: Spare;
  /** A handler to whom nobody has given the keys. */
  readonly waiting: Spare;
  /** Has an app and does not know its code, so signing in stops before the second step. */
  readonly halfway: Spare;
  /** Has not taken the invitation. */
  readonly invitedId: string;
}

interface Spare {
  readonly name: string;
  readonly email: string;
  readonly memberId: string;
}

/** Adds the spare members to an office. */
export async function addSpares(accounts: Accounts, office: SampleOffice): Promise<Spares> {
  const actorId = office.accounts.administrator.memberId;
  const unit = (await accounts.units.list()).find(({ level }) => level === 'office');
  const auditor = { roles: ['auditor'] as const, unitId: null, positionIds: [] };
  const spare = await join(accounts, { ...auditor, ...named('spare') }, actorId);
  const handler = { roles: ['investigator'] as const, unitId: unit?._id ?? null, positionIds: [] };
  const waiting = await join(accounts, { ...handler, ...named('waiting') }, actorId);
  const halfway = await join(accounts, { ...auditor, ...named('halfway') }, actorId);
  await setUpApp(accounts, halfway);
  const invited = await accounts.members.invite({ ...auditor, ...named('invited') }, actorId);
  return { spare, waiting, halfway, invitedId: invited.member._id };
}

function ofStaff(name: string, email: string, password: string): Role {
  const signIn = {
    page: accountPaths.signIn,
    confirm: accountPaths.confirm,
    answers: { email, password, passwordRepeat: password },
  };
  return { name, signIn };
}

/** Who asks: nobody, a reporter, and everybody of staff. */
export function rolesIn(office: SampleOffice, { spare, waiting, halfway }: Spares): Role[] {
  return [
    { name: 'nobody' },
    { name: 'reporter' },
    ...Object.entries(office.accounts).map(([name, { email, password }]) => ofStaff(name, email, password)),
    ...[spare, waiting, halfway].map(({ name, email }) => ofStaff(name, email, SPARE_PASSWORD)),
  ];
}

/** Those whom the table of routes lets in, for each route; reporters where it does not name the route. */
export function insidersIn(routes: readonly AppRoute[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    routes.map((route) => {
      const access = routeAccess[nameOf(route)];
      return [nameOf(route), access === undefined ? ['reporter'] : insidersOf(access)];
    }),
  );
}

function insidersOf(access: Access): readonly string[] {
  const staff = Object.keys(rolesOf);
  if (access === 'everyone' || access === 'link') return [];
  if (access === 'step') return ['halfway'];
  if (isPermission(access)) return staff.filter((name) => mayDo({ roles: rolesOf[name] ?? [] }, access));
  return staff.filter((name) => name !== 'halfway');
}

function named(name: string): Pick<MemberDetails, 'name' | 'email'> {
  return { name, email: `${name}@contoh.example` };
}

async function join({ members }: Accounts, details: MemberDetails, actorId: string): Promise<Spare> {
  const { token } = await members.invite(details, actorId);
  const accepted = await members.accept(token, SPARE_PASSWORD);
  if (!accepted) throw new Error('an invitation was not taken');
  const { name, email } = details;
  return { name, email, memberId: accepted._id };
}

async function setUpApp({ members, sessions, factors }: Accounts, { email }: Spare): Promise<void> {
  const signIn = await members.signIn(email, SPARE_PASSWORD);
  const resumed = await sessions.resume(signIn?.token);
  if (!resumed) throw new Error('a spare member could not sign in');
  const { secret } = factors.offerTotp(resumed.session);
  const code = new TOTP({ algorithm: 'SHA1', digits: 6, secret: Secret.fromBase32(secret) }).generate();
  await factors.addTotp(resumed.session, resumed.member, secret, code);
}
