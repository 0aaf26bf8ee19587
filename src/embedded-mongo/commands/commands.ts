import { CommandError, commandErrorOf } from '../command-error.ts';
import { type Document, encode } from '../values/values.ts';
import type { Request } from '../wire/wire.ts';
import { aggregate } from './aggregate.ts';
import { collectionCommands } from './collections.ts';
import type { Command, Context } from './context.ts';
import { remove } from './delete.ts';
import { explain } from './explain.ts';
import { findAndModify } from './find-and-modify.ts';
import { handshakeCommands } from './handshake.ts';
import { indexCommands } from './indexes.ts';
import { insert } from './insert.ts';
import { readCommands } from './reads.ts';
import { statisticsCommands } from './statistics.ts';
import { update } from './update.ts';

const commands = new Map<string, Command>(
  Object.entries({
    ...handshakeCommands,
    ...readCommands,
    insert,
    update,
    delete: remove,
    aggregate,
    explain,
    ...collectionCommands,
    ...indexCommands,
    ...statisticsCommands,
    findAndModify,
    findandmodify: findAndModify,
  }),
);

/** Runs a command and answers with the bytes of a document, also where the command is refused. */
export async function run(request: Request, context: Context): Promise<Buffer> {
  const command = explained(request.command);
  const [name = ''] = Object.keys(command);
  try {
    if (!request.keepsOrder)
      throw new CommandError(
        'NotImplemented',
        'Fields whose names are whole numbers have to come first, in ascending order',
      );
    const handler = commands.get(name);
    if (handler === undefined) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
    const answer = await handler(command, context);
    return answer instanceof Uint8Array ? answer : encode({ ...answer, ok: 1 });
  } catch (error) {
    const { message: errmsg, code, codeName, info } = commandErrorOf(error);
    return encode({ ok: 0, errmsg, code, codeName, ...info });
  }
}

/** `aggregate` has a second way to ask for its plan. */
function explained(command: Document): Document {
  if (!('aggregate' in command) || command['explain'] !== true) return command;
  const { explain: _asked, $db, ...inner } = command;
  return { explain: inner, verbosity: 'queryPlanner', $db };
}
