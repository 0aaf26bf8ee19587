import { Router } from 'express';
import type { PublicPages } from '../web/public-page.ts';
import { informationPaths } from './information-paths.ts';
import {
  accessibilityPage,
  articleView,
  helpPage,
  homePage,
  homeView,
  privacyPage,
} from './information-views.ts';

/** The pages that inform: the same for everyone, without a form. */
export function informationRoutes({ publicPages }: { readonly publicPages: PublicPages }): Router {
  const router = Router();
  router.get(informationPaths.home, publicPages.page(homeView, homePage));
  router.get(informationPaths.help, publicPages.page(articleView, helpPage));
  router.get(informationPaths.privacy, publicPages.page(articleView, privacyPage));
  router.get(informationPaths.accessibility, publicPages.page(articleView, accessibilityPage));
  return router;
}
