import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Request, RequestHandler, Response } from 'express';
import { bestEncoding, sendEncoded, type Encoded } from './encoding.ts';
import type { Entrances } from './entrances.ts';
import type { HeaderLine } from './header-lines.ts';

/** The addresses of the style sheet, the icon and the script bundles; each changes with its content. */
export interface AssetUrls {
  readonly style: string;
  readonly icon: string;
  /** The address of public/scripts/<name>.ts, bundled. Throws for a name that was not built. */
  readonly script: (name: string) => string;
}

interface Asset extends Encoded {
  readonly mediaType: string;
}

const buildScript = fileURLToPath(new URL('../../scripts/build-assets.mjs', import.meta.url));
const mediaTypes = new Map([
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml; charset=utf-8'],
]);

/** Where scripts/build-assets.mjs writes. */
const builtAssetsFolder = fileURLToPath(new URL('../../build/assets/', import.meta.url));

/**
 * Long enough for the pages of one visit. Threat: what a browser keeps for a year tells whoever borrows the computer next that somebody
 * was here, and what a shared proxy keeps tells its owner.
 */
const CACHING = 'private, max-age=3600, immutable';

function readAsset(folder: string, file: string): Asset {
  const extension = file.slice(file.lastIndexOf('.') + 1);
  return {
    mediaType: mediaTypes.get(extension) ?? 'application/octet-stream',
    plain: readFileSync(`${folder}/${file}`),
    br: readFileSync(`${folder}/${file}.br`),
    gzip: readFileSync(`${folder}/${file}.gz`),
  };
}

function sendAsset(req: Request, res: Response, asset: Asset, headers: readonly HeaderLine[]): void {
  const encoding = bestEncoding(req);
  for (const [name, value] of headers) res.setHeader(name, value);
  res.setHeader('Content-Type', asset.mediaType);
  res.setHeader('Cache-Control', CACHING);
  sendEncoded(req, res, encoding, asset[encoding]);
}

interface Options {
  readonly entrances: Pick<Entrances, 'of'>;
  readonly folder?: string;
}

/** Reads the built assets into memory and serves them below `/assets`; builds them first where that was not done. */
export function createStaticAssets({ entrances, folder = builtAssetsFolder }: Options) {
  if (!existsSync(`${folder}/manifest.json`)) execFileSync(process.execPath, [buildScript, folder]);
  const manifest: Record<string, string> = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
  const assets = new Map(
    Object.values(manifest).map((file): [string, Asset] => [`/assets/${file}`, readAsset(folder, file)]),
  );
  function url(name: string): string {
    const file = manifest[name];
    if (file === undefined) throw new Error(`The asset ${name} was not built`);
    return `/assets/${file}`;
  }
  const urls: AssetUrls = {
    style: url('style.css'),
    icon: url('icon.svg'),
    script: (name) => url(`${name}.js`),
  };
  /**
   * Stands before the headers of documents, and knows the exact addresses alone: whatever else is asked for goes on, a path that cannot
   * be decoded too.
   */
  const first: RequestHandler = (req, res, next) => {
    const asset = req.method === 'GET' || req.method === 'HEAD' ? assets.get(req.path) : undefined;
    if (asset === undefined) next();
    else sendAsset(req, res, asset, entrances.of(req).assetHeaders);
  };
  return { first, urls };
}
