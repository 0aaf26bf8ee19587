/** The base of every reason why the embedded store does not start; each message is one sentence. */
export abstract class EmbeddedMongoError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Another living process serves this data folder; `processId` says which. */
export class DataFolderInUse extends EmbeddedMongoError {
  readonly processId: number;
  constructor(folder: string, processId: number) {
    super(
      `The data folder ${folder} is in use by the process ${processId}: stop it first, or use another folder.`,
    );
    this.processId = processId;
  }
}

/** The files of the data folder are not what this store wrote; nothing was changed. */
export class DataFolderDamaged extends EmbeddedMongoError {}

/** The data folder was written by a newer version of the store; nothing was changed. */
export class DataFolderTooNew extends EmbeddedMongoError {}

/** The data folder cannot be made, read or written. */
export class DataFolderUnusable extends EmbeddedMongoError {
  /** What the system says, such as EACCES. */
  readonly code: unknown;
  constructor(message: string, code: unknown, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The thread that serves the store ended although nobody closed it. */
export class EmbeddedMongoStopped extends EmbeddedMongoError {}

/** The file of a store does not hold what was written to it; the message says how that was seen. */
export class FileDamaged extends Error {}
