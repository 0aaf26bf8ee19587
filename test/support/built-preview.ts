import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'src/preview',
  'src/disclosure/words.ts',
  'src/disclosure/markup-text.ts',
  'src/disclosure/files/xml-entities.ts',
  'scripts/build-preview.mjs',
  'package-lock.json',
];

/** Builds the programs that look into files, unless those that are there are newer than their sources. */
export function buildPreview(): void {
  const built = Math.min(...['preview.mjs', 'pdf-words.mjs'].map((name) => timeOf(`build/preview/${name}`)));
  if (sources.every((source) => newestIn(source) < built)) return;
  execFileSync(process.execPath, ['scripts/build-preview.mjs']);
}

function newestIn(source: string): number {
  if (source.endsWith('preview'))
    return Math.max(...readdirSync(source).map((name) => timeOf(join(source, name))));
  return timeOf(source);
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
