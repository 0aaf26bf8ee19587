import { EmbeddedMongoError, FileDamaged } from '../embedded-mongo/errors.ts';
import { codeOf, DatabaseUnreachable, PortalError } from '../errors.ts';

/** Why a command of the store, of the audit log or of the recovery ended: one line for a person; a stack only for what nobody foresaw. */
export function errorLine(error: unknown): string {
  if (error instanceof DatabaseUnreachable) return `${error.message}.`;
  if (error instanceof EmbeddedMongoError) return `DATA_DIR: ${error.message}`;
  if (error instanceof FileDamaged)
    return `The store is damaged (${error.message}); nothing was changed: restore a sound backup.`;
  if (error instanceof PortalError) return error.message;
  if (codeOf(error) === 'ENOSPC' || /no space left/i.test(String(error)))
    return 'The disk is full; nothing was changed: make room and begin again.';
  if (error instanceof Error && codeOf(error) !== undefined) return `${error.name}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
