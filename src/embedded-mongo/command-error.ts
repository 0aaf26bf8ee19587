/**
 * MongoDB's own numbers and names for what this store answers (src/mongo/base/error_codes.yml of MongoDB). Those that have no name
 * there are called by their number: `Location40323`.
 */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NotAReplicaSet: 123,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  QueryPlanKilled: 175,
  QueryFeatureNotAllowed: 224,
  NotImplemented: 238,
  ExceededTimeLimit: 262,
  NoQueryExecutionPlans: 291,
  APIVersionError: 322,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  KeyTooLong: 17280,
  IDLFailedToParse: 40414,
  IDLUnknownField: 40415,
} as const;

type NamedCode = keyof typeof CODES;
export type CodeName = NamedCode | `Location${number}`;

/** What a client is told when a command, or one write of it, cannot be done. `info` is added to the answer. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: CodeName;
  readonly info: Readonly<Record<string, unknown>>;
  constructor(codeName: CodeName, message: string, info: Record<string, unknown> = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = isNamed(codeName) ? CODES[codeName] : Number(codeName.slice('Location'.length));
    this.codeName = codeName;
    this.info = info;
  }
}

function isNamed(codeName: CodeName): codeName is NamedCode {
  return Object.hasOwn(CODES, codeName);
}

/** What to tell a client: what nobody foresaw is MongoDB's InternalError, as the client must not take it for done. */
export function commandErrorOf(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  return new CommandError('InternalError', error instanceof Error ? error.message : String(error));
}
