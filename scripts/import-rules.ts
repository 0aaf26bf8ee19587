import { posix } from 'node:path';

/** One import as written: the file of ours (`src/…`) or the package that it names, and what it takes from there. */
interface Import {
  readonly from: string;
  readonly names: readonly string[];
  /** Erased by the compiler: it binds nothing at run time. */
  readonly typeOnly: boolean;
}

interface Rule {
  /** The sentence that the check prints. */
  readonly says: string;
  readonly holdsFor: (file: string) => boolean;
  readonly refuses: (imported: Import, file: string) => boolean;
}

const httpPackages = /^(?:node:https?|express|express-rate-limit|multer|helmet|ejs|cookie)(?:\/|$)/;
const withoutHttp =
  /^src\/(?:cases|conversation|calendar|vault|storage|disclosure|file-types|preview|scanning)\//;
const databasePackages = /^(?:mongoose|mongodb)(?:\/|$)/;
/** What starts a whole portal: for the office, or to fill the demo under a clock of its own. */
const roots = /^src\/(?:services|app|server|sample\/demo(?:-portal)?)\.ts$/;
const constructing =
  /^src\/(?:services|accounts\/accounts|[\w-]+\/[\w-]+-services|audit-tool\/audit-database)\.ts$/;
/** They look after the embedded store, or read it, where no portal runs. */
const storeTools = /^src\/(?:embedded-mongo|store-tool|audit-tool)\//;

/** What lies with the embedded store, as that imports nothing of the portal, and is of use without it. */
const apartFromStore = /^src\/embedded-mongo\/(?:errors|folder\/(?:durable-files|make-folder))\.ts$/;

const inFolder = (folder: string) => (file: string) => file.startsWith(`src/${folder}/`);
const folderOf = (file: string) => posix.dirname(file);
/** The feature is the folder directly in src/; what lies below it is one of its parts. */
const featureOf = (file: string) => file.split('/')[1];
const isOurs = (from: string) => from.startsWith('src/');

/** Which direction imports may take: DESIGN "Layout" and the rules of thumb 2, 5, 7 and 8 of STYLE, one a line. */
export const rules: readonly Rule[] = [
  {
    says: 'the case, its conversation, the calendar, the vault, the storage, disclosure and what looks into files know nothing of HTTP',
    holdsFor: (file) => withoutHttp.test(file),
    refuses: ({ from }) => httpPackages.test(from) || inFolder('web')(from),
  },
  {
    says: 'a service or a store never sees a request',
    holdsFor: (file) => /-(?:service|store)\.ts$/.test(file),
    refuses: ({ from }) => httpPackages.test(from),
  },
  {
    says: 'the embedded store knows nothing of the portal',
    holdsFor: inFolder('embedded-mongo'),
    refuses: ({ from }) => isOurs(from) && !inFolder('embedded-mongo')(from),
  },
  {
    says: 'the vault knows the errors and itself',
    holdsFor: inFolder('vault'),
    refuses: ({ from }) => isOurs(from) && !inFolder('vault')(from) && from !== 'src/errors.ts',
  },
  {
    says: 'only services.ts, and the tools for where no portal runs, choose the embedded store',
    holdsFor: (file) => !storeTools.test(file) && !constructing.test(file),
    refuses: ({ from }) => inFolder('embedded-mongo')(from) && !apartFromStore.test(from),
  },
  {
    says: 'only *-store.ts and src/storage touch Mongoose',
    holdsFor: (file) => !file.endsWith('-store.ts') && !inFolder('storage')(file),
    refuses: ({ from }) => databasePackages.test(from),
  },
  {
    says: "a feature calls another's service, never its store",
    holdsFor: (file) => !constructing.test(file),
    refuses: ({ from, typeOnly }, file) =>
      !typeOnly &&
      from.endsWith('-store.ts') &&
      featureOf(from) !== featureOf(file) &&
      !inFolder('storage')(from),
  },
  {
    says: 'only services.ts, what it calls for a feature (accounts.ts, *-services.ts) and the tools construct services and stores',
    holdsFor: (file) => !constructing.test(file),
    refuses: ({ names, typeOnly }) =>
      !typeOnly && names.some((name) => /^create\w*(?:Service|Store)$/.test(name)),
  },
  {
    says: 'what constructs and serves everything is imported by nothing that it constructs',
    holdsFor: (file) => !roots.test(file),
    refuses: ({ from, typeOnly }) => roots.test(from) && !typeOnly,
  },
  {
    says: 'the portal imports neither its tests nor its scripts',
    holdsFor: () => true,
    refuses: ({ from }) => /^(?:test|scripts)\//.test(from),
  },
];

const statement =
  /^(?:import|export)\s+(type\s+)?([\w*{}\s,$]+?)\s*from\s*'([^']+)'|\bimport\(\s*'([^']+)'|^import\s*'([^']+)'/gm;

/** The imports of a file, in the order in which they stand; `file` is its path from the project's folder. */
export function importsOf(file: string, source: string): Import[] {
  return [...source.matchAll(statement)].map(([, type, taken = '', from, dynamic, bare]) => {
    const specifier = from ?? dynamic ?? bare ?? '';
    const names = taken
      .split(/[{},]/)
      .map((name) => name.trim())
      .filter(Boolean);
    return {
      from: specifier.startsWith('.') ? posix.join(folderOf(file), specifier) : specifier,
      names,
      typeOnly: type !== undefined || (names.length > 0 && names.every((name) => name.startsWith('type '))),
    };
  });
}

/** What one file imports against the rules, a sentence each. */
export function violationsIn(file: string, source: string): string[] {
  const imports = importsOf(file, source);
  return rules
    .filter((rule) => rule.holdsFor(file))
    .flatMap((rule) =>
      imports
        .filter((imported) => rule.refuses(imported, file))
        .map(({ from }) => `${file} imports ${from}: ${rule.says}`),
    );
}
