// Builds the programs that look into strangers' files into build/preview: one file each, and the two WebAssembly modules that they read, so
// that their processes need to read nothing else.
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const modules = {
  'magick.wasm': '@imagemagick/magick-wasm/magick.wasm',
  'pdfium.wasm': '@hyzyla/pdfium/pdfium.wasm',
};
const programs = {
  preview: 'src/preview/preview-program.ts',
  'pdf-words': 'src/preview/pdf-words-program.ts',
};

/** Each file is put in its place whole, because a portal may be reading the one before. */
export async function buildPreview(folder = join(project, 'build/preview')) {
  const made = `${folder}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await mkdir(made, { recursive: true });
  for (const [name, specifier] of Object.entries(modules))
    await copyFile(fileURLToPath(import.meta.resolve(specifier)), join(made, name));
  await build({
    entryPoints: Object.entries(programs).map(([out, source]) => ({ out, in: join(project, source) })),
    outdir: made,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const name of await readdir(made)) await rename(join(made, name), join(folder, name));
  await rm(made, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPreview(process.argv[2]);
