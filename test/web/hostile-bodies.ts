import { WITHOUT_A_CASE } from '../access/known-routes.ts';

/** Addresses that take a post from whoever is not signed in. */
export const posts = [
  ...WITHOUT_A_CASE.filter((path) => !path.startsWith('/staf/') && path !== '/siapkan'),
  '/siapkan',
  '/siapkan/x',
  '/staf/masuk',
  '/staf',
];
/** As most forms are sent. */
export const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=x';

/** A part of a multipart form, with the lines as they are given. */
function part(disposition: string, content: string, more = ''): string {
  return `--x\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;
}

/** What a post may hold that no page of ours sends, and of which type it says that it is. */
export const bodies: readonly {
  readonly what: string;
  readonly type: string;
  readonly body: string | Buffer;
}[] = [
  { what: 'nothing', type: form, body: '' },
  { what: 'bad percent encoding', type: form, body: 'token=%E0%A4%A&what=%&%=%zz&lane=%ff%fe' },
  {
    what: 'prototype names',
    type: form,
    body: '__proto__=a&constructor=b&toString=c&hasOwnProperty=d&__proto__[x]=e',
  },
  {
    what: 'operators of the database',
    type: form,
    body: 'token[$ne]=&code[$gt]=&lane[$in][]=protected&token[]=a&token[]=b',
  },
  {
    what: 'the same field often',
    type: form,
    body: 'token=a&token=b&code=a&code=b&lane=protected&lane=service&what=a&what=b&category=a&category=b',
  },
  {
    what: 'a thousand fields',
    type: form,
    body: Array.from({ length: 1000 }, (_, n) => `field${n}=${n}`).join('&'),
  },
  { what: 'more than the longest form', type: form, body: `what=${'a'.repeat(3_000_000)}` },
  { what: 'a code of a megabyte', type: form, body: `code=${'A'.repeat(1_000_000)}` },
  { what: 'bytes that are no text', type: form, body: Buffer.from([0, 255, 254, 61, 0, 38, 195, 40]) },
  { what: 'a lone surrogate and NUL', type: form, body: 'code=%ED%A0%80%00&token=%00&what=%00' },
  { what: 'an unknown charset', type: `${form}; charset=nonsense`, body: 'lane=protected' },
  { what: 'JSON', type: 'application/json', body: '{"lane":{"$ne":1}}' },
  { what: 'XML', type: 'text/xml', body: '<a/>' },
  { what: 'no boundary', type: 'multipart/form-data', body: 'x' },
  { what: 'garbage for a multipart form', type: multipart, body: 'garbage' },
  {
    what: 'a multipart form cut short',
    type: multipart,
    body: `${part('name="token"', 'a')}--x\r\nContent-Dispo`,
  },
  { what: 'a part without a name', type: multipart, body: `${part('', 'a')}--x--\r\n` },
  {
    what: 'parts with prototype names',
    type: multipart,
    body: `${part('name="__proto__"', 'a')}${part('name="constructor"', 'a')}${part('name="__proto__[a]"', 'b')}${part('name="token[a][__proto__]"', 'b')}--x--\r\n`,
  },
  {
    what: 'a file in a field of another name',
    type: multipart,
    body: `${part('name="other"; filename="a"', 'a')}--x--\r\n`,
  },
  {
    what: 'a file before the token',
    type: multipart,
    body: `${part('name="files"; filename="a"', 'a')}${part('name="token"', 'a')}--x--\r\n`,
  },
  {
    what: 'a file with a token and a code that lead nowhere',
    type: multipart,
    body: `${part('name="token"', 'A'.repeat(43))}${part('name="code"', 'AAAA')}${part('name="files"; filename="a"', 'a')}--x--\r\n`,
  },
  {
    what: 'a thousand parts',
    type: multipart,
    body: `${Array.from({ length: 1000 }, (_, n) => part(`name="f${n}"`, 'a')).join('')}--x--\r\n`,
  },
  {
    what: 'an endless header of a part',
    type: multipart,
    body: `${part('name="files"; filename="a"', 'a', `X-A: ${'a'.repeat(200_000)}\r\n`)}--x--\r\n`,
  },
  {
    what: 'an endless name of a field',
    type: multipart,
    body: `${part(`name="${'n'.repeat(50_000)}"`, 'a')}--x--\r\n`,
  },
  {
    what: 'a transfer encoding that nobody uses',
    type: multipart,
    body: `${part('name="token"', '=ZZ', 'Content-Transfer-Encoding: quoted-printable\r\n')}--x--\r\n`,
  },
];
