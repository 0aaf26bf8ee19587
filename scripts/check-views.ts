// Makes a typed function out of every template in views/, in build/views/, so that tsc finds a view that names a field
// which its page does not have. The first line of a template says what it shows:
//   <%# view: src/reports/report-views.ts checkView %>         `page` is the page of that view
//   <%# partial: src/web/partials.ts SummaryList %>            `part` is that type, given by whoever includes it
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

interface Declaration {
  readonly kind: 'view' | 'partial' | 'layout';
  readonly module: string;
  readonly name: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

function isKind(text: string | undefined): text is Declaration['kind'] {
  return text === 'view' || text === 'partial' || text === 'layout';
}

/** Reads the first line of a template; throws where it does not say what the template shows. */
function declarationOf(file: string, source: string): Declaration {
  const match = /^<%# (view|partial|layout): (\S+\.ts) (\w+) -?%>/.exec(source);
  const [, kind, module, name] = match ?? [];
  if (!isKind(kind) || module === undefined || name === undefined)
    throw new Error(
      `${file}: the first line must be <%# view: src/… constant %> or <%# partial: src/… Type %>`,
    );
  return { kind, module, name };
}

/** The statements that EJS itself would run, without the function that it wraps around them. */
function statementsOf(source: string): string {
  const template = new ejs.Template(source, { strict: true, _with: false });
  template.compile();
  // EJS puts two declarations before the statements and a return after them; typed ones take their place here.
  return template.source.split('\n').slice(2, -2).join('\n');
}

function parametersOf({ kind, name }: Declaration): string {
  const shown = {
    view: `page: PageOf<typeof ${name}>`,
    partial: `part: ${name}`,
    layout: `page: ${name}, body: Html`,
  };
  return shown[kind];
}

/** The typed module of one template. `importPath` turns a path of the project into one relative to it. */
function typedTemplate(file: string, source: string, importPath: (path: string) => string): string {
  const declaration = declarationOf(file, source);
  const what = declaration.kind === 'view' ? '' : 'type ';
  return `// Made from ${file} by scripts/check-views.ts; \`__line\` is the line there.
import ${what}{ ${declaration.name} } from '${importPath(declaration.module)}';
import type { Html${declaration.kind === 'view' ? ', PageOf' : ''} } from '${importPath('src/web/view.ts')}';
import type { Site } from '${importPath('src/web/site.ts')}';
import type { Include } from '${importPath('build/views/include.ts')}';

type Raw<Text extends string> = string extends Text ? never : Text;
declare function escapeFn(text: string | number): Html;

export function template(${parametersOf(declaration)}, site: Site, include: Include): string {
  let __output = '', __line = 1;
  function __append<const Text extends string>(text: Raw<Text>) { __output += text; }
${statementsOf(source)}
  void [__line, ${{ view: 'page', partial: 'part', layout: '[page, body]' }[declaration.kind]}, site, include];
  return __output;
}
`;
}

/** The type of include(): which partials there are and what each must be given. */
function includeModule(
  partials: readonly { readonly path: string; readonly declaration: Declaration }[],
): string {
  const lines = partials.map(
    ({ path, declaration }) =>
      `  '/${path.replace(/\.ejs$/, '')}': import('../../${declaration.module}').${declaration.name};`,
  );
  return `import type { Html } from '../../src/web/view.ts';

interface Partials {
${lines.join('\n')}
}

export type Include = <Name extends keyof Partials>(name: Name, locals: { part: Partials[Name] }) => Html;
`;
}

/** Writes build/views/ anew from every template in views/. */
export async function checkViews(
  viewsFolder = join(root, 'views'),
  output = join(root, 'build/views'),
): Promise<void> {
  await rm(output, { recursive: true, force: true });
  const entries = await readdir(viewsFolder, { recursive: true });
  const paths = entries.filter((path) => path.endsWith('.ejs')).toSorted();
  const partials = [];
  for (const path of paths) {
    const source = await readFile(join(viewsFolder, path), 'utf8');
    const target = join(output, path.replace(/\.ejs$/, '.ts'));
    const importPath = (to: string) => {
      const found = relative(
        dirname(target),
        to.startsWith('build/views/') ? join(output, to.slice(12)) : join(root, to),
      );
      return found.startsWith('.') ? found : `./${found}`;
    };
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, typedTemplate(`views/${path}`, source, importPath));
    const declaration = declarationOf(path, source);
    if (declaration.kind === 'partial') partials.push({ path, declaration });
  }
  await mkdir(output, { recursive: true });
  await writeFile(join(output, 'include.ts'), includeModule(partials));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await checkViews();
