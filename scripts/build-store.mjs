// Builds the thread of the embedded store into build/store: a file of ours and a few of the packages it uses, because the three
// hundred files that these consist of take it most of its start. lmdb stays where it is, beside its native library.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));
const folder = join(project, 'build/store');
const common = {
  bundle: true,
  format: 'esm',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};

const bundled = new Set();
/** They are bundled apart, so that the source map, and with it the coverage, is of our own files only. */
const packagesApart = {
  name: 'packages apart',
  setup({ onResolve }) {
    onResolve({ filter: /^(?:bson|mingo)(?:\/|$)/ }, ({ path }) => {
      bundled.add(path);
      return { path: `./packages/${path}.mjs`, external: true };
    });
  },
};

const thread = await build({
  ...common,
  entryPoints: { thread: join(project, 'src/embedded-mongo/worker.ts') },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  external: ['lmdb'],
  sourcemap: true,
  plugins: [packagesApart],
});
const packages = await build({
  ...common,
  entryPoints: Object.fromEntries([...bundled].map((name) => [name, name])),
  outdir: join(folder, 'packages'),
  outExtension: { '.js': '.mjs' },
  // Not `node`: mingo gives it CommonJS, whose names nobody knows beforehand.
  platform: 'neutral',
  external: ['node:*'],
  alias: { bson: fileURLToPath(import.meta.resolve('bson')) },
  splitting: true,
});
// Each file is replaced as a whole, after those that it names: a program that starts meanwhile reads no half of one.
const chunksFirst = packages.outputFiles.toSorted((a, b) => isChunk(b.path) - isChunk(a.path));
for (const { path, contents } of [...chunksFirst, ...thread.outputFiles]) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
}

function isChunk(path) {
  return Number(basename(path).startsWith('chunk-'));
}
