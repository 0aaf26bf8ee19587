import mongoose from 'mongoose';
import { codeOf, DatabaseUnreachable } from '../errors.ts';

/** `AuthenticationFailed`, and Atlas's own. */
const NOT_LET_IN = new Set<unknown>([18, 8000]);
/** What the driver says of an address or an option before it connects. */
const OF_ADDRESS = /^Mongo(?:Parse|API|InvalidArgument|MissingCredentials)Error$/;
/** What Node says of a certificate (`X509` and TLS error codes of its documentation). */
const OF_CERTIFICATE = /CERT|SIGNATURE|^HOSTNAME_MISMATCH$/;

/** The socket of the embedded store, which nobody set (`src/embedded-mongo/embedded-mongo.ts`). */
const OF_EMBEDDED_STORE = /^mongodb:\/\/[^/]*%2Fmongo\.sock\//;

/**
 * Why a database could not be opened, in words for whoever set `MONGODB_URI`, or set none. Threat: the driver quotes the address, and with it
 * the name and the password.
 */
export function databaseUnreachable(cause: unknown, uri: string): DatabaseUnreachable {
  const why = OF_EMBEDDED_STORE.test(uri)
    ? 'the embedded store does not answer'
    : `MONGODB_URI ${whyUnopened(cause)}`;
  return new DatabaseUnreachable(why, { cause });
}

/** What a server says to whoever names no account, or one that may not do what the portal does (`Unauthorized`). Threat: it quotes the command, and with it what was to be written. */
export function refusedByDatabase(error: unknown): DatabaseUnreachable | undefined {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 13) return undefined;
  return new DatabaseUnreachable(
    'MONGODB_URI names no account, or one that may not read and write its database: give it the role readWrite on that database',
    { cause: error },
  );
}

function whyUnopened(error: unknown): string {
  if (error instanceof mongoose.mongo.MongoServerError && NOT_LET_IN.has(error.code))
    return 'names a database that refuses the name and password in it, or knows them under another authSource';
  if (error instanceof Error && (OF_ADDRESS.test(error.name) || codeOf(error.cause) === 'ERR_INVALID_URL'))
    return 'is not an address that the driver takes: look at its hosts, ports and options';
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EACCES')
    return 'names a file with a certificate that cannot be read';
  if (serverErrors(error).some((each) => OF_CERTIFICATE.test(String(codeOf(each.cause)))))
    return 'names a database whose certificate is not trusted or is of another name; tlsCAFile may name who signed it';
  return 'names a database that does not answer';
}

/** What each server met that the driver tried: it hangs a description of them on its error, whose class it does not export. */
function serverErrors(error: unknown): Error[] {
  const tried = fieldOf(error, 'reason');
  const servers = fieldOf(tried, 'servers');
  const each: unknown[] = servers instanceof Map ? [...servers.values()] : [];
  return each.map((server) => fieldOf(server, 'error')).filter((met) => met instanceof Error);
}

function fieldOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
