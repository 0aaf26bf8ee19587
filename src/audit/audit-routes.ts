import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RequestHandler, type Response, Router } from 'express';
import { lineOf } from '../accounts/audit-trail.ts';
import type { Guards } from '../accounts/sign-in/guards.ts';
import type { Member } from '../accounts/members/member.ts';
import { parseForm } from '../accounts/parse-form.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { Day } from '../calendar/day.ts';
import { codeOf } from '../errors.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { FINDING_FIELD, HEAD_FIELD } from './audit-chain-page.ts';
import type { AuditExport, ExportFormat } from './audit-export.ts';
import { type Head, readHead } from './audit-hashes.ts';
import { auditPaths } from './audit-paths.ts';
import { filterOf, readAuditQuery } from './audit-query.ts';
import type { AuditService } from './audit-service.ts';
import type { AuditVerificationService } from './audit-verification-service.ts';
import { type Actor, type ListState, listPage, listView } from './audit-views.ts';

interface Dependencies {
  readonly audit: Pick<AuditService, 'casesLeftBy' | 'list' | 'record'>;
  readonly auditChain: { readonly head: () => Promise<Head> };
  readonly auditVerification: Pick<AuditVerificationService, 'ask' | 'close' | 'latest'>;
  readonly auditExport: AuditExport;
  readonly guards: Pick<Guards, 'requireMember' | 'requirePermission' | 'requireFormToken'>;
  /** Units and positions, of which lines tell. */
  readonly named: () => Promise<ListState['named']>;
  readonly members: { readonly list: () => Promise<readonly Actor[]> };
  /** What the queries of an auditor look for, and all that lines call a member. */
  readonly readers: {
    readonly auditorAudienceOf: (member: Member) => Promise<readonly string[]>;
    readonly callings: (memberId: string) => readonly string[];
  };
  readonly today: () => Promise<Day>;
  /** How often a member is sent an export. */
  readonly handOutLimit: RequestHandler;
}

/** What an auditor sees: that cases were handled as promised, without reading them. */
export function auditRoutes(dependencies: Dependencies): Router {
  const { audit, auditChain, auditVerification, auditExport, guards, members, named, readers, today } =
    dependencies;
  const router = Router();
  const mayRead: RequestHandler[] = [guards.requireMember, guards.requirePermission('audit:read')];

  async function record(res: Response, act: string, detail?: string): Promise<void> {
    const memberId = signedIn(res).member._id;
    await audit.record(lineOf({ act, memberId, ...(detail !== undefined && { detail }), on: await today() }));
  }

  /** What of the log whoever asks may read. */
  async function readerOf(res: Response) {
    const { member } = signedIn(res);
    const exceptCases = await audit.casesLeftBy(readers.callings(member._id));
    return { audience: await readers.auditorAudienceOf(member), exceptCases };
  }

  /** Asks for everything that the page shows; `wrong` is what was typed as a head and is none. */
  async function show(
    res: Response,
    asked: Readonly<Record<string, unknown>>,
    wrong?: string,
  ): Promise<void> {
    const site = siteOf(res);
    const query = readAuditQuery(asked, await today());
    const { audience, exceptCases } = await readerOf(res);
    const [log, everybody, unitsAndPositions, head, verification] = await Promise.all([
      audit.list(audience, query.after, { ...filterOf(query, readers.callings), exceptCases }),
      members.list(),
      named(),
      auditChain.head(),
      auditVerification.latest(),
    ]);
    const mistake = wrong !== undefined && { typed: wrong, mistake: site.t('audit.verify.wrong') };
    const chain = { head, verification, ...mistake };
    render(
      res,
      listView,
      listPage(site, { log, everybody, named: unitsAndPositions, query, callings: readers.callings, chain }),
      mistake ? 400 : 200,
    );
  }

  router.get(
    auditPaths.list,
    ...mayRead,
    handler(async (req, res) => show(res, req.query)),
  );

  router.post(
    auditPaths.verify,
    ...mayRead,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      const typed = textOf(req.body, HEAD_FIELD).trim();
      const given = readHead(typed);
      if (typed !== '' && given === undefined) return show(res, {}, typed);
      await record(res, 'audit:verify');
      await auditVerification.ask(given);
      res.redirect(303, siteOf(res).path(auditPaths.list));
    }),
  );

  router.post(
    auditPaths.close,
    ...mayRead,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      const { open } = await auditVerification.latest();
      const found = open.find(({ id }) => id === textOf(req.body, FINDING_FIELD));
      // The line first, and with what it says: a fault that is closed without one would be hidden.
      if (found) {
        await record(res, 'audit:close', found.id);
        await auditVerification.close(found.id);
      }
      res.redirect(303, siteOf(res).path(auditPaths.list));
    }),
  );

  function sendExport(format: ExportFormat): RequestHandler {
    return handler(async (_req, res) => {
      await record(res, 'audit:export');
      const names = new Map(
        (await members.list()).flatMap(({ _id, name }) =>
          readers.callings(_id).map((called) => [called, name] as const),
        ),
      );
      const pieces = auditExport.pieces(format, {
        ...(await readerOf(res)),
        nameOf: (id) => names.get(id),
      });
      res.set({
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        'Content-Disposition': `attachment; filename="audit-${await today()}.${format}"`,
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      try {
        await pipeline(Readable.from(pieces), res);
      } catch (error) {
        if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the reader left
      }
    });
  }
  for (const format of ['csv', 'json'] as const)
    router.get(auditPaths.export(format), ...mayRead, dependencies.handOutLimit, sendExport(format));

  return router;
}
