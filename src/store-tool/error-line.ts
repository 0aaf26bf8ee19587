import { EmbeddedMongoError, FileDamaged } from '../embedded-mongo/errors.ts';
import { refusedByDatabase } from '../storage/database-unreachable.ts';
import { codeOf, DatabaseUnreachable, PortalError } from '../errors.ts';

/** `OutOfDiskSpace` of the embedded store, which asks for room before it needs it: the disk need not be full. */
const OUT_OF_DISK_SPACE = 14_031;

/** Why a command of the store, of the audit log or of the recovery ended: one line for a person; a stack only for what nobody foresaw. */
export function errorLine(thrown: unknown): string {
  const error = refusedByDatabase(thrown) ?? thrown;
  if (error instanceof DatabaseUnreachable) return `${error.message}.`;
  if (error instanceof Error && codeOf(error) === 'EACCES')
    return `This user may not do that (${error.message}): run the command as the user of the portal.`;
  if (error instanceof EmbeddedMongoError) return `DATA_DIR: ${error.message}`;
  if (error instanceof FileDamaged)
    return `The store is damaged (${error.message}); nothing was changed: restore a sound backup.`;
  if (error instanceof PortalError) return error.message;
  if (error instanceof Error && codeOf(error) === OUT_OF_DISK_SPACE)
    return `The disk has not enough room (${error.message}); nothing was changed: make room and begin again.`;
  if (codeOf(error) === 'ENOSPC' || /no space left/i.test(String(error)))
    return 'The disk is full; nothing was changed: make room and begin again.';
  if (error instanceof Error && codeOf(error) !== undefined) return `${error.name}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
