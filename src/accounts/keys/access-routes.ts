import { type Request, type Response, Router } from 'express';
import { NotFound } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import { isFingerprintOf } from '../../vault/key-pairs.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { type AccessAnswer, accessPage, accessView, fingerprintField } from './access-pages.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import type { Looking } from '../../cases/looking.ts';
import type { Officer } from '../../cases/readers.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { type Member, RECOVERY, type Unit } from '../members/member.ts';
import { parseForm } from '../parse-form.ts';
import { signedIn } from '../sign-in/signed-in.ts';
import type { OpenIntakeKey } from './key-giving.ts';
import type { Looked } from '../sign-in/session-store.ts';
import type { OpenSession } from '../sign-in/sessions.ts';
import type { Standing } from './standing.ts';
import { isWatcher } from './vouching.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly looking: Looking;
}

/** For whom cases are looked at, and which version of them a report may mean. */
type AsTheyAre = Pick<Looked, 'who' | 'version'>;

/** Somebody who waits to be let in, as they are now. */
interface Awaiting extends AsTheyAre {
  /** Undefined where they do not wait. */
  readonly recipient: string | undefined;
  readonly give: Giving;
}

/** What letting somebody in does; false when it was refused. */
type Giving = (member: Member, intake: readonly OpenIntakeKey[]) => Promise<boolean>;

/**
 * Whoever holds the unit's key lets colleagues and the recovery key in, by typing the fingerprint that is read out to them. Before that
 * the unit's cases are looked at whether they concern who waits, as many at once as a request takes; for a handler who came to be somebody
 * else since they were let in, by themselves.
 */
export function accessRoutes({ accounts, guards, looking }: Dependencies): Router {
  const { members, sessions, unitKeys, vouches, readers } = accounts;
  const router = Router();
  const mayGrant = [guards.requireMember, requirePermission('access:grant')];
  const mayPost = [...mayGrant, guards.requireFresh(accountPaths.access), parseForm, guards.requireFormToken];

  async function show(res: Response, answer: AccessAnswer = {}): Promise<void> {
    const { member } = signedIn(res);
    const unit = await ownUnit(res);
    const site = siteOf(res);
    const access = await unitKeys.accessTo(unit); // who holds keys, read after those that were due were given
    const watchers = vouches.watchersAmong(access.staff);
    const page = accessPage(site, member, { ...access, watchers, unitName: unit.name[site.locale] }, answer);
    render(res, accessView, page, answer.refused ? 400 : 200);
  }

  /** Whether somebody waits to be let in to the unit of who asks, as the page lists them. */
  function isWaiting({ unit, holdings }: Standing, receiver: Member): boolean {
    if (!unit || receiver.unitId !== unit._id) return false;
    if (isWatcher(receiver)) return vouches.isWaiting(receiver);
    return unitKeys.stateAt({ member: receiver, unit, holdings }) === 'waits';
  }

  /** Looks at the unit's cases for somebody as they are now. @returns whether all of them were; if not, keeps where to go on */
  async function lookedFor(res: Response, officer: Officer, asTheyAre: AsTheyAre): Promise<boolean> {
    const { session } = signedIn(res);
    const now = { unitId: (await ownUnit(res))._id, ...asTheyAre };
    const caseId = await looking.through(officer, lookedUntil(session, now));
    if (caseId !== undefined) await sessions.keepLooked(session.id, { ...now, caseId });
    else if (session.looked) await sessions.keepLooked(session.id, undefined);
    return caseId === undefined;
  }

  /** Does what a form asks where what was typed is the fingerprint of what waits; nothing is looked at for who does not wait. */
  async function giveIfRead(req: Request, res: Response, waiting: Awaiting): Promise<void> {
    const { member, standing, keyring } = signedIn(res);
    const { who: id, version, recipient, give } = waiting;
    const typed = textOf(req.body, fingerprintField(id));
    if (recipient === undefined) return show(res, { refused: { id, key: 'accounts.access.notGiven' } });
    if (!isFingerprintOf(recipient, typed))
      return show(res, { refused: { id, key: 'accounts.access.wrong' } });
    const { identities, intake } = await keyring();
    const officer = { ...readers.readerAt(await standing()), identities };
    if (!mayLook(officer)) return show(res, { refused: { id, key: 'accounts.access.notGiven' } });
    if (!(await lookedFor(res, officer, { who: id, version }))) return show(res, { halfway: { id, typed } });
    if (!(await give(member, intake))) return show(res, { refused: { id, key: 'accounts.access.notGiven' } });
    return res.redirect(303, siteOf(res).path(accountPaths.access));
  }

  router.get(
    accountPaths.access,
    ...mayGrant,
    handler(async (_req, res) => {
      await signedIn(res).keyring(); // does what was left to whoever holds the key
      await show(res);
    }),
  );

  router.post(
    accountPaths.giveRecovery, // stands, as the next, before the members, whose ids take its place
    ...mayPost,
    handler(async (req, res) => {
      const awaited = await unitKeys.awaitedRecovery(await ownUnit(res));
      await giveIfRead(req, res, {
        who: RECOVERY,
        version: (await accounts.office.settings()).version,
        recipient: awaited?.recipient,
        give: async (member, intake) =>
          awaited !== undefined && unitKeys.giveToRecovery(member, intake, awaited),
      });
    }),
  );

  router.post(
    accountPaths.look,
    ...mayPost,
    handler(async (_req, res) => {
      const { member, standing, keyring } = signedIn(res);
      const { identities, intake } = await keyring();
      const { _id: who, version } = member;
      const officer = { ...readers.lookerAt(await standing()), identities };
      if (!mayLook(officer)) return show(res, { refused: { id: who, key: 'accounts.access.notLooked' } });
      if (!(await lookedFor(res, officer, { who, version }))) return show(res, { halfway: { id: who } });
      if (!(await unitKeys.showCases(member, intake)))
        return show(res, { refused: { id: who, key: 'accounts.access.notLooked' } });
      return res.redirect(303, siteOf(res).path(accountPaths.cases));
    }),
  );

  router.post(
    accountPaths.giveAccess(':id'),
    ...mayPost,
    handler(async (req, res) => {
      const { id } = req.params;
      const receiver = isId(id) ? await members.find(id) : undefined;
      if (!receiver) throw new NotFound('no such member');
      const give: Giving = async (member, intake) =>
        isWatcher(receiver) ? vouches.vouch(member, receiver) : unitKeys.give(member, intake, receiver);
      const { _id, version, keyPair } = receiver;
      const waits = isWaiting(await signedIn(res).standing(), receiver);
      const recipient = waits ? keyPair?.recipient : undefined;
      await giveIfRead(req, res, { who: _id, version, recipient, give });
    }),
  );

  return router;
}

/** The case after which looking goes on; empty at the beginning, and where who waits, or the unit of who looks, has changed since. */
function lookedUntil({ looked }: OpenSession, now: Omit<Looked, 'caseId'>): string {
  const isSame = looked?.unitId === now.unitId && looked.who === now.who && looked.version === now.version;
  return isSame ? looked.caseId : '';
}

/**
 * Whether anything is looked at for somebody. Threat: their key is opened, and so counts, or is confirmed only since the request read where
 * they stand; the look goes through no case, and what it was for is done.
 */
function mayLook({ audience }: Officer): boolean {
  return audience.length > 0;
}

/** @throws {NotFound} for a member who belongs to no unit */
async function ownUnit(res: Response): Promise<Unit> {
  const { unit } = await signedIn(res).standing();
  if (!unit) throw new NotFound('the member belongs to no unit');
  return unit;
}
