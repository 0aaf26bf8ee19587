import type { Tag } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { PageLink } from '../form-page.ts';
import { type Opening, type OpeningStep, openingSteps } from './opening.ts';

interface ShownStep {
  readonly title: string;
  readonly state: Tag;
  readonly text: string;
  /** Where whoever sees this page does it; the other steps are for somebody else. */
  readonly link: PageLink | undefined;
}

interface OpeningPage extends Page {
  readonly lead: string;
  readonly steps: readonly ShownStep[];
}

export const openingView = view<OpeningPage>('accounts/opening');

const pathOf: Partial<Record<OpeningStep, string>> = {
  handler: accountPaths.invite,
  secondPerson: accountPaths.invite,
  recovery: accountPaths.recovery,
};

export function openingPage({ t, path }: Site, { done, isOpen }: Opening): OpeningPage {
  return {
    title: t('accounts.opening.title'),
    lead: t(isOpen ? 'accounts.opening.open' : 'accounts.opening.closed'),
    steps: openingSteps.map((step) => {
      const isDone = done.has(step);
      const to = isDone ? undefined : pathOf[step];
      return {
        title: t(`accounts.opening.${step}.title`),
        state: {
          text: t(isDone ? 'accounts.opening.done' : 'accounts.opening.missing'),
          tone: isDone ? 'good' : 'waiting',
        },
        text: t(`accounts.opening.${step}.text`),
        link: to === undefined ? undefined : { text: t(`accounts.opening.${step}.link`), path: path(to) },
      };
    }),
  };
}

/** What the administrator's first page says while nobody can report yet. */
export function openingLink({ t, path }: Site, { done, isOpen }: Opening): PageLink | undefined {
  if (isOpen) return undefined;
  const text = t('accounts.opening.progress', { done: done.size, all: openingSteps.length });
  return { text, path: path(accountPaths.opening) };
}
