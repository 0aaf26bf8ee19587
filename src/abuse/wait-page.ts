import { keptFields, type Posted } from '../web/kept-form.ts';
import type { KeptForm } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { type Page, view } from '../web/view.ts';
import { type OutsideChannel, outsideChannels } from '../information/outside-channels.ts';
import type { Ticket } from './ticket-service.ts';

/** A post that is taken after a short wait, or a proof of work by the browser, with everything that was typed. */
interface WaitPage extends Page {
  readonly paragraphs: readonly string[];
  readonly form: KeptForm;
  /** Present where the line is full: what else somebody can do. */
  readonly otherWays?: OtherWays;
}

interface OtherWays {
  readonly heading: string;
  readonly ways: readonly string[];
  readonly elsewhere: string;
  readonly channels: readonly OutsideChannel[];
}

export const waitView = view<WaitPage>('abuse/wait');

/** Fields that this page gives anew. */
const OWN_FIELDS = ['ticket', 'proof', 'language'];

/** The fields of a post without those. */
export function typedFields(body: Posted['body']): Posted['body'] {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OWN_FIELDS.includes(name)));
}

/** @param posted what came, and whether it came through the onion service */
export function waitPage(
  site: Site,
  ticket: Ticket,
  { body, hasFiles, isOnion }: Posted & { readonly isOnion: boolean },
): WaitPage {
  const { t, currentPath, path, assets } = site;
  const { hidden, ...typed } = keptFields(site, { body: typedFields(body), hasFiles });
  return {
    title: t(ticket.isLineFull ? 'abuse.wait.fullTitle' : 'abuse.wait.title'),
    tabTitle: t('reports.tabTitle'),
    languageForm: currentPath,
    scripts: ['proof'],
    paragraphs: [
      t('abuse.wait.why'),
      waitText(site, ticket),
      t('errors.keptHere'),
      ...(hasFiles ? [t('errors.filesAgain')] : []),
    ],
    form: {
      ...typed,
      action: path(currentPath),
      hidden: [...hidden, { name: 'ticket', value: ticket.text }, { name: 'proof', value: '' }],
      button: t('abuse.wait.button'),
      proof: {
        challenge: ticket.challenge,
        worker: assets.script('proof-worker'),
        working: t('abuse.wait.working'),
        ready: t('abuse.wait.ready'),
      },
    },
    ...(ticket.isLineFull && { otherWays: otherWays(site, isOnion) }),
  };
}

/** Said as it is to somebody whose wait has no certain end; no link leads from the form, which it would lose. */
function otherWays({ t, onionAddress }: Site, isOnion: boolean): OtherWays {
  const way = (name: string) => t(`abuse.wait.other.${name}`);
  return {
    heading: way('heading'),
    ways: [
      way('scripts'),
      ...(onionAddress !== undefined && !isOnion
        ? [t('abuse.wait.other.onion', { address: onionAddress })]
        : []),
      way('later'),
    ],
    elsewhere: way('elsewhere'),
    channels: outsideChannels(t),
  };
}

/** How long to wait, as long as it is; up to two minutes in seconds. */
function waitText({ t }: Site, { waitSeconds, isLineFull }: Ticket): string {
  const minutes = Math.ceil(waitSeconds / 60);
  if (isLineFull) return t('abuse.wait.full');
  if (waitSeconds > 120) return t('abuse.wait.whenMinutes', { minutes });
  return waitSeconds > 0 ? t('abuse.wait.when', { seconds: waitSeconds }) : t('abuse.wait.now');
}
