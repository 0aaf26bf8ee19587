import { Router } from 'express';
import type { PublishedKey } from '../accounts/keys/key-confirmations.ts';
import type { PublicPages } from '../web/public-page.ts';
import { informationPaths } from './information-paths.ts';
import {
  accessibilityPage,
  articleView,
  helpPage,
  homePage,
  homeView,
  keysPage,
  privacyPage,
} from './information-views.ts';
import { leaveRoutes } from './leave-routes.ts';

interface Dependencies {
  readonly publicPages: PublicPages;
  readonly publishedKeys: () => Promise<readonly PublishedKey[]>;
  readonly exitUrl: string;
}

/** The pages that inform, the same for everyone, without a form; and the way out of all public pages. */
export function informationRoutes({ publicPages, publishedKeys, exitUrl }: Dependencies): Router {
  const router = Router();
  router.use(publicPages.page({ path: informationPaths.home, view: homeView, page: homePage }));
  router.use(publicPages.page({ path: informationPaths.help, view: articleView, page: helpPage }));
  router.use(publicPages.page({ path: informationPaths.privacy, view: articleView, page: privacyPage }));
  router.use(
    publicPages.page({ path: informationPaths.accessibility, view: articleView, page: accessibilityPage }),
  );
  router.use(
    publicPages.changingPage({
      path: informationPaths.keys,
      view: articleView,
      page: keysPage,
      known: publishedKeys,
    }),
  );
  router.use(leaveRoutes({ exitUrl }));
  return router;
}
