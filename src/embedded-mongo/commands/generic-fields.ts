import { documentOf, wholeOf } from './arguments.ts';
import { CommandError } from '../command-error.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

type Check = (value: unknown, command: Document) => void;

const takesAny: Check = () => undefined;

/** Fields that any command may carry, and what refuses of them what a single server that writes durably cannot do. */
const GENERIC: Readonly<Record<string, Check>> = {
  $db: takesAny,
  lsid: takesAny,
  $clusterTime: takesAny,
  $readPreference: takesAny,
  maxTimeMS: (_most, command) => void wholeOf(command, 'maxTimeMS'),
  comment: takesAny,
  bypassDocumentValidation: takesAny,
  apiDeprecationErrors: takesAny,
  readConcern: refuseReadConcern,
  writeConcern: refuseWriteConcern,
  txnNumber: refuseTransaction,
  startTransaction: refuseTransaction,
  autocommit: refuseTransaction,
  collation: refuseCollation,
  let(variables) {
    if (isDocument(variables) && Object.keys(variables).length > 0)
      throw new CommandError('NotImplemented', "The option 'let' is not done here");
  },
  apiVersion(version) {
    if (version !== '1') throw new CommandError('APIVersionError', 'API version must be "1"');
  },
  apiStrict(isStrict) {
    if (isStrict === true)
      throw new CommandError('NotImplemented', "The option 'apiStrict' is not done here");
  },
};

/** Refuses what the command does not know or this store does not do, so that nothing is ignored in silence. */
export function refuseUnknownFields(command: Document, known: readonly string[]): void {
  const [name = ''] = Object.keys(command);
  for (const [field, value] of Object.entries(command)) {
    if (field === name || known.includes(field)) continue;
    const check = Object.hasOwn(GENERIC, field) ? GENERIC[field] : undefined;
    if (check === undefined) throw unknownField(`${name}.${field}`);
    if (value !== undefined && value !== null) check(value, command);
  }
}

export function refuseUnknown(value: Document, known: readonly string[], prefix = ''): void {
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined) throw unknownField(prefix + unknown);
}

function unknownField(name: string): CommandError {
  return new CommandError('IDLUnknownField', `BSON field '${name}' is an unknown field.`);
}

export function refuseCollation(collation: unknown): void {
  if (collation === undefined || (isDocument(collation) && collation['locale'] === 'simple')) return;
  throw new CommandError('NotImplemented', 'Collations other than simple are not done here');
}

function refuseTransaction(_value: unknown, command: Document): void {
  if ('txnNumber' in command)
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  throw new CommandError('InvalidOptions', 'A transaction requires a transaction number');
}

function refuseWriteConcern(value: unknown): void {
  const concern = documentOf(value, 'writeConcern');
  refuseUnknown(concern, ['w', 'j', 'wtimeout', 'fsync', 'provenance'], 'writeConcern.');
  const { w = 1 } = concern;
  if (w !== 'majority' && ![0, 1].includes(numberOf(w) ?? -1))
    throw new CommandError('BadValue', "cannot use 'w' > 1 or a named 'w' when a host is not replicated");
}

function refuseReadConcern(value: unknown): void {
  const concern = documentOf(value, 'readConcern');
  refuseUnknown(concern, ['level', 'afterClusterTime', 'atClusterTime', 'provenance'], 'readConcern.');
  const { level = 'local', afterClusterTime, atClusterTime } = concern;
  if (level === 'snapshot' || level === 'linearizable' || (afterClusterTime ?? atClusterTime) !== undefined)
    throw new CommandError('NotAReplicaSet', 'node needs to be a replica set member to use this readConcern');
  if (!['local', 'available', 'majority'].includes(String(level)))
    throw new CommandError(
      'BadValue',
      `Enumeration value '${String(level)}' for field 'level' is not valid.`,
    );
}
