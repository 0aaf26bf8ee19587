import { z } from 'zod';
import { onionOriginOf } from './onion-address.ts';
import type { ClamdAddress } from './scanning/clamd.ts';
import { wayTo } from './this-machine.ts';

/** The kinds of values that settings have: each reads a text, and says what is wrong with one behind the name of the setting. */

export function wholeNumber(least: number, most: number) {
  const problem = `is not a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((number) => number >= least && number <= most, problem);
}

export const yesOrNo = wholeNumber(0, 1).transform((number) => number === 1);

export function oneOf<Value extends string>(values: readonly Value[]) {
  return z.string().pipe(z.enum(values, `is none of ${values.join(', ')}`));
}

export const path = z.string().refine((value) => !value.includes('\0'), 'is not a path');

export const hostName = z.string().regex(/^[\w.:-]{1,253}$/, 'is not a host name or an IP address');

/** Scheme, host and port, without a slash at the end. */
export const webOrigin = z
  .string()
  .refine(isBareWebAddress, 'is not a web address of only scheme, host and port')
  .transform((value) => new URL(value).origin);

function isBareWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(value);
  const rest = pathname + search + hash + username + password;
  return /^https?:$/.test(protocol) && rest === '/';
}

export const webPage = z
  .string()
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'is not a web address')
  .transform((value) => new URL(value).href);

export const onionOrigin = z
  .string()
  .refine((value) => onionOriginOf(value) !== undefined, 'is not http:// and a v3 onion name, or is mistyped')
  .transform((value) => onionOriginOf(value) ?? value);

/** What whoever pastes a password into an address has to know. */
const ESCAPES =
  'in a name or password write / as %2F, # as %23, ? as %3F, @ as %40, : as %3A, and % itself as %25';

export const mongodbAddress = z
  .string()
  .regex(/^mongodb(?:\+srv)?:\/\/[^\s/]+/, 'does not begin with mongodb:// or mongodb+srv:// and a host')
  .refine(isMongodbAddress, `is not an address: ${ESCAPES}`)
  // A driver takes the database "test" then.
  .refine(namesDatabase, 'names no database: add a slash and its name behind the host')
  .refine(
    saysWhetherByTls,
    'names another machine and does not say whether by TLS: add tls=true, or tls=false where nobody else can read that network',
  );

/** Whether the name and password can be told from the rest: the driver takes no `@` after them, not in the options either. */
function isMongodbAddress(value: string): boolean {
  return /^[^:]+:\/\/(?:(?:[^:@/?#[\]%]|%[\da-f]{2})*(?::(?:[^:@/?#[\]%]|%[\da-f]{2})*)?@)?[^@]+$/i.test(
    value,
  );
}

function namesDatabase(value: string): boolean {
  return /^[^:]+:\/\/[^/?]+\/[^/?]+/.test(value);
}

/** Threat: on the way to another machine, whoever reads along learns the database's password, and which cases change when. */
function saysWhetherByTls(uri: string): boolean {
  const { isHere, saysTls } = wayTo(uri);
  return isHere || saysTls;
}

export const smtpAddress = z
  .string()
  .regex(/^smtps?:\/\/[^\s/]+/, 'does not begin with smtp:// or smtps:// and a host')
  .refine(isServerAddress, `is not an address: ${ESCAPES}; a port is at most 65535`);

function isServerAddress(value: string): boolean {
  return URL.canParse(value) && !/^[^:]+:\/\/[^/?#]*[/?#].*@/s.test(value);
}

export const mailAddress = z
  .string()
  .regex(/^(?:[^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'is not one mail address');

export const clamdAddress = z
  .string()
  .regex(
    /^(?:\/[^\0]{1,107}|[\w.-]{1,253}:\d{1,5})$/,
    'is neither the path of a socket nor a host and a port',
  )
  .refine((value) => value.startsWith('/') || Number(value.split(':')[1]) < 65_536, 'has a port over 65535')
  .transform((value): ClamdAddress => {
    if (value.startsWith('/')) return { path: value };
    const [host = '', port] = value.split(':');
    return { host, port: Number(port) };
  });

/** Signs what the database must not be able to change. */
export const secret = z
  .string()
  .min(32, 'is shorter than 32 characters')
  .refine(
    (value) => !value.includes('openssl rand'),
    'is the command that makes one, and not what it prints',
  );
