// Builds what browsers load: public/styles/style.css, public/icon.svg and every public/scripts/*.ts as a bundle of its
// own, into build/assets (or the folder given), each named after its content and compressed once for all requests.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));

async function bundle(entryPoint) {
  const result = await build({
    entryPoints: [entryPoint],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome105', 'firefox115', 'safari16'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function sources() {
  const scripts = (await readdir(join(project, 'public/scripts'))).filter((name) =>
    /(?<!\.d)\.ts$/.test(name),
  );
  return [
    { name: 'style.css', content: await bundle(join(project, 'public/styles/style.css')) },
    { name: 'icon.svg', content: await readFile(join(project, 'public/icon.svg')) },
    ...(await Promise.all(
      scripts.map(async (name) => ({
        name: name.replace(/\.ts$/, '.js'),
        content: await bundle(join(project, 'public/scripts', name)),
      })),
    )),
  ];
}

/** Writes the assets and, last, `manifest.json` (name → file), so that a reader never meets half of them. */
async function buildAssets(folder = join(project, 'build/assets')) {
  const built = await sources();
  await mkdir(folder, { recursive: true });
  const manifest = {};
  for (const { name, content } of built) {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 10);
    const file = name.replace(/(?=\.\w+$)/, `-${hash}`);
    manifest[name] = file;
    const brotli = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    };
    await writeFile(join(folder, file), content);
    await writeFile(join(folder, `${file}.br`), brotliCompressSync(content, brotli));
    await writeFile(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
  await writeFile(join(folder, 'manifest.part'), JSON.stringify(manifest));
  await rename(join(folder, 'manifest.part'), join(folder, 'manifest.json'));
  await removeOld(folder, manifest);
}

async function removeOld(folder, manifest) {
  const kept = new Set(Object.values(manifest).flatMap((file) => [file, `${file}.br`, `${file}.gz`]));
  const names = await readdir(folder);
  const old = names.filter((name) => name !== 'manifest.json' && !kept.has(name));
  await Promise.all(old.map((name) => rm(join(folder, basename(name)), { force: true })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAssets(process.argv[2]);
