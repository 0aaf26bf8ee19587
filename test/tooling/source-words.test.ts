import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The text of every file of these folders, by its path. */
function textsIn(folders: readonly string[]): Map<string, string> {
  const paths = folders.flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}${path}`,
    ),
  );
  const sources = paths.filter((path) => /\.(?:ts|mjs|ejs)$/.test(path));
  return new Map(sources.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
}

interface Rule {
  readonly what: string;
  readonly words: RegExp;
  readonly except?: readonly string[];
}

const everywhere = textsIn(['src/', 'views/', 'public/scripts/']);
const inBrowsers = textsIn(['views/', 'public/scripts/']);

/** What a review would have to look for anew in each change. */
const rules: readonly (Rule & { readonly texts: ReadonlyMap<string, string> })[] = [
  {
    what: 'keeps something in a browser beside cookies',
    words:
      /\b(?:localStorage|sessionStorage|indexedDB|serviceWorker|cookieStore)\b|\bcaches\.|document\.cookie/,
    texts: inBrowsers,
  },
  { what: 'prevents pasting', words: /onpaste|['"]paste['"]/, texts: inBrowsers },
  {
    what: 'runs a text as a program',
    words: /\beval\(|\bnew Function\(|['"](?:node:)?vm['"]|setTimeout\(['"`]/,
    texts: everywhere,
  },
  {
    what: 'makes a template of a text',
    words: /\bejs\.\w+\(/,
    texts: everywhere,
    except: ['src/web/view.ts'],
  },
  { what: 'draws from a generator that can be foretold', words: /\bMath\.random\b/, texts: everywhere },
  {
    what: 'trusts a certificate that nobody vouches for',
    words: /rejectUnauthorized|NODE_TLS_REJECT|tlsInsecure|tlsAllowInvalid|checkServerIdentity/,
    texts: everywhere,
  },
  {
    what: 'hashes by another function than those of SHA-2 and SHA-3',
    words: /create(?:Hash|Hmac)\((?!\s*'(?:sha256|sha3-256|shake256)')/,
    texts: everywhere,
  },
  {
    what: 'enciphers by anything but ChaCha20-Poly1305',
    words: /create(?:Cipher|Decipher)iv\((?!'chacha20-poly1305')|publicEncrypt|privateDecrypt/,
    texts: everywhere,
  },
  {
    what: 'starts a program, beside those whose arguments docs/asvs.md (1.2.5) tells',
    words: /child_process/,
    texts: everywhere,
    except: [
      'src/clock-warnings.ts',
      'src/embedded-mongo/folder/owner.ts',
      'src/memory-warnings.ts',
      'src/preview/limited-process.ts',
      'src/store-tool/run-apart.ts',
      'src/web/static-assets.ts',
    ],
  },
  {
    what: 'makes a pattern of what a request holds',
    words: /new RegExp\([^;]*\b(?:req|body|query|params|fields)\b/,
    texts: everywhere,
  },
];

describe('No source', () => {
  for (const { what, words, texts, except = [] } of rules)
    it(what, () => {
      const found = [...texts].filter(([path, text]) => words.test(text) && !except.includes(path));
      expect(texts.size).to.be.greaterThan(20);
      expect(found.map(([path]) => path)).to.eql([]);
    });
});
