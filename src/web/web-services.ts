import type { Config } from '../config.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Locale } from '../language/locale.ts';
import { createCallers } from './callers.ts';
import { createEntrances } from './entrances.ts';
import { createFreshOffice } from './fresh-office.ts';
import { createPublicPages } from './public-page.ts';
import { createSite } from './site.ts';
import { createStaticAssets } from './static-assets.ts';

interface Dependencies {
  readonly config: Config;
  readonly catalogue: Catalogue;
  /** The settings of the office, and its name to show at once. */
  readonly office: Parameters<typeof createFreshOffice>[0] & { readonly nameIn: (locale: Locale) => string };
}

/** Constructs what every page shares: who asks by which name, the words and the assets; src/services.ts alone calls it. */
export function createWebServices({ config, catalogue, office }: Dependencies) {
  const entrances = createEntrances(config);
  const assets = createStaticAssets({ entrances });
  const site = createSite({
    catalogue,
    assets: assets.urls,
    officeName: (locale) => office.nameIn(locale),
    onionAddress: config.onionAddress,
  });
  return {
    entrances,
    callers: createCallers({ entrances }),
    assets,
    site,
    publicPages: createPublicPages({
      site,
      entrances,
      version: () => `${office.nameIn('id')}\n${office.nameIn('en')}`,
    }),
    freshOffice: createFreshOffice(office),
  };
}
