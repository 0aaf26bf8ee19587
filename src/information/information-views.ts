import type { PublishedKey } from '../accounts/keys/key-confirmations.ts';
import { formatDay } from '../calendar/format.ts';
import type { Translate } from '../language/catalogue.ts';
import type { Jump, Paragraph } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { view, type Page } from '../web/view.ts';
import { actionPaths, informationPaths, outsideAddresses } from './information-paths.ts';
import { outsideChannels } from './outside-channels.ts';

/** A heading of an article with what stands below it; every part may be empty. */
interface Section {
  readonly id: string;
  readonly heading: string;
  readonly paragraphs: readonly Paragraph[];
  readonly points: readonly string[];
  readonly links: readonly { readonly name: string; readonly text: string; readonly address: string }[];
}

interface ArticlePage extends Page {
  readonly lead: string;
  /** Leads to the sections of a long article. */
  readonly contents: Jump | undefined;
  readonly sections: readonly Section[];
}

interface HomePage extends Page {
  readonly reportPath: string;
  readonly trackPath: string;
  readonly helpPath: string;
  readonly electionAddress: string;
  readonly protections: readonly { readonly heading: string; readonly text: string }[];
}

export const homeView = view<HomePage>('information/home');
export const articleView = view<ArticlePage>('information/article');

/** The lines of a text that the catalogue holds as a list. */
function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function section(id: string, heading: string, parts: Partial<Omit<Section, 'id' | 'heading'>>): Section {
  return { id, heading, paragraphs: [], points: [], links: [], ...parts };
}

/** An article: a long one says first what it holds. */
function article(
  { t }: Site,
  key: 'help' | 'privacy' | 'accessibility' | 'keys',
  lead: string,
  sections: readonly Section[],
): ArticlePage {
  const links = sections.map(({ id, heading }) => ({ text: heading, path: `#${id}` }));
  return {
    title: t(`information.${key}.title`),
    tabTitle: t(`information.${key}.tabTitle`),
    lead,
    contents: sections.length > 4 ? { label: t('information.contents'), links } : undefined,
    sections,
  };
}

/** `/`: what can be done here, how one is protected, and what this channel is not for. */
export function homePage({ t, path }: Site): HomePage {
  const points = ['sealed', 'unknown', 'apart'] as const;
  return {
    title: t('information.home.title'),
    tabTitle: t('information.home.tabTitle'),
    reportPath: path(actionPaths.report),
    trackPath: path(actionPaths.track),
    helpPath: path(informationPaths.help),
    electionAddress: outsideAddresses.electionReport,
    protections: points.map((point) => ({
      heading: t(`information.home.protection.${point}.heading`),
      text: t(`information.home.protection.${point}.text`),
    })),
  };
}

/** The portal's address in the Tor network, where it has one. No link: other browsers would ask a name server for it. */
function torSection({ t, onionAddress }: Site): Section[] {
  if (onionAddress === undefined) return [];
  const paragraphs = [t('information.help.tor.text'), onionAddress];
  return [section('tor', t('information.help.tor.heading'), { paragraphs })];
}

/** `/bantuan`: how to report safely, what happens then, where else one can turn, and what the law says. */
export function helpPage(site: Site): ArticlePage {
  const { t } = site;
  const simple = (id: 'safely' | 'write' | 'after' | 'code') =>
    section(id, t(`information.help.${id}.heading`), {
      paragraphs: [t(`information.help.${id}.text`)],
      points: lines(t(`information.help.${id}.points`)),
    });
  const outside = section('outside', t('information.help.outside.heading'), {
    paragraphs: [t('information.help.outside.text')],
    links: outsideChannels(t),
  });
  const law = section('law', t('information.help.law.heading'), {
    paragraphs: lines(t('information.help.law.text')),
  });
  const beforeLaw = [simple('safely'), ...torSection(site), simple('write'), simple('after'), simple('code')];
  return article(site, 'help', t('information.help.lead'), [...beforeLaw, law, outside]);
}

/** `/privasi`: the notice that UU 27/2022 asks for. */
export function privacyPage(site: Site): ArticlePage {
  const { t, officeName, path } = site;
  const ids = ['not', 'kinds', 'purpose', 'basis', 'readers', 'retention', 'rights', 'breach'] as const;
  return article(
    site,
    'privacy',
    t('information.privacy.lead', { office: officeName }),
    ids.map((id) =>
      section(id, t(`information.privacy.${id}.heading`), {
        paragraphs: [t(`information.privacy.${id}.text`)],
        points: lines(t(`information.privacy.${id}.points`)),
        links: id === 'readers' ? [keysLink(t, path(informationPaths.keys))] : [],
      }),
    ),
  );
}

function keysLink(t: Translate, address: string): Section['links'][number] {
  return { name: t('information.keys.link'), text: t('information.keys.linkText'), address };
}

/** `/kunci`: by which keys reports are locked, for outsiders to see that one changed. */
export function keysPage(site: Site, keys: readonly PublishedKey[]): ArticlePage {
  const { t, locale } = site;
  const state = ({ name, confirmed, on }: PublishedKey) =>
    t(`information.keys.${name ? 'state' : 'recoveryState'}.${confirmed}`, {
      day: on === undefined ? '' : formatDay(on, locale),
    });
  const ofKeys = keys.map((key, index) =>
    section(`key-${index + 1}`, key.name?.[locale] ?? t('information.keys.recovery'), {
      paragraphs: [{ text: t('information.keys.fingerprint'), code: key.fingerprint }, state(key)],
    }),
  );
  const about = section('about', t('information.keys.about.heading'), {
    paragraphs: [
      ...(keys.length === 0 ? [t('information.keys.none')] : []),
      t('information.keys.about.text'),
    ],
  });
  return article(site, 'keys', t('information.keys.lead'), [...ofKeys, about]);
}

/** `/aksesibilitas`: what the portal does for every reader, and what to do where it fails. */
export function accessibilityPage(site: Site): ArticlePage {
  const { t } = site;
  return article(
    site,
    'accessibility',
    t('information.accessibility.lead'),
    (['does', 'help'] as const).map((id) =>
      section(id, t(`information.accessibility.${id}.heading`), {
        paragraphs: [t(`information.accessibility.${id}.text`)],
        points: lines(t(`information.accessibility.${id}.points`)),
      }),
    ),
  );
}
