/** MongoDB's own numbers and names for what this store answers (src/mongo/base/error_codes.yml of MongoDB). */
const CODES = {
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  EmptyFieldName: 56,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NotAReplicaSet: 123,
  InvalidPipelineOperator: 168,
  QueryPlanKilled: 175,
  QueryFeatureNotAllowed: 224,
  NotImplemented: 238,
  ExceededTimeLimit: 262,
  NoQueryExecutionPlans: 291,
  BSONObjectTooLarge: 10334,
  APIVersionError: 322,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  CannotIndexParallelArrays: 171,
  KeyTooLong: 17280,
  Location15952: 15952,
  Location15955: 15955,
  Location15958: 15958,
  Location15959: 15959,
  Location15976: 15976,
  Location15983: 15983,
  Location16020: 16020,
  Location17124: 17124,
  Location17419: 17419,
  Location28818: 28818,
  Location31254: 31254,
  Location31325: 31325,
  Location40228: 40228,
  Location40234: 40234,
  Location40323: 40323,
  Location40324: 40324,
  IDLFailedToParse: 40414,
  IDLUnknownField: 40415,
  Location40573: 40573,
  Location51091: 51091,
  Location5107200: 5_107_200,
  Location5107201: 5_107_201,
} as const;

type CodeName = keyof typeof CODES;

/** What a client is told when a command, or one write of it, cannot be done. `info` is added to the answer. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: CodeName;
  readonly info: Readonly<Record<string, unknown>>;
  constructor(codeName: CodeName, message: string, info: Record<string, unknown> = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = CODES[codeName];
    this.codeName = codeName;
    this.info = info;
  }
}
