// Builds the program that makes previews into build/preview: one file and the two WebAssembly modules that it reads, so that its
// process needs to read nothing else.
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const modules = {
  'magick.wasm': '@imagemagick/magick-wasm/magick.wasm',
  'pdfium.wasm': '@hyzyla/pdfium/pdfium.wasm',
};

export async function buildPreview(folder = join(project, 'build/preview')) {
  await mkdir(folder, { recursive: true });
  for (const [name, specifier] of Object.entries(modules))
    await copyFile(fileURLToPath(import.meta.resolve(specifier)), join(folder, name));
  await build({
    entryPoints: [join(project, 'src/preview/preview-program.ts')],
    outfile: join(folder, 'program.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPreview(process.argv[2]);
