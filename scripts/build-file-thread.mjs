// Builds the thread that looks into files and cleans them into build/file-thread, as one file with the packages it uses: read from the hundred
// files that these consist of, it took most of its start, which whoever sends the first file waits for.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = fileURLToPath(new URL('..', import.meta.url));

await build({
  entryPoints: { thread: join(project, 'src/disclosure/threads/thread-program.ts') },
  outdir: join(project, 'build/file-thread'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  legalComments: 'none',
  logLevel: 'warning',
});
