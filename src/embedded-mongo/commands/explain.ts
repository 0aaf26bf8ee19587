import { keyPatternOf } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { count, counted } from '../planner/count.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { patternOf } from '../values/paths.ts';
import type { Plan } from '../planner/plan.ts';
import { plan } from '../planner/planner.ts';
import { nothingExamined } from '../planner/scan.ts';
import { search, type Search } from '../planner/search.ts';
import { timeLimitOf } from '../time-limit.ts';
import { type Document, isDocument } from '../values/values.ts';
import { searchOfAggregate } from './aggregate.ts';
import { type Command, collectionOf, namespaceOfCommand } from './context.ts';
import { searchOfDelete } from './delete.ts';
import { searchOfFindAndModify } from './find-and-modify.ts';
import { searchOfCount, searchOfDistinct, searchOfFind } from './reads.ts';
import { searchOfUpdate } from './update.ts';

const VERBOSITIES: ReadonlySet<unknown> = new Set(['queryPlanner', 'executionStats', 'allPlansExecution']);

/** Says which index a command would use: IXSCAN with its name, or COLLSCAN. */
export const explain: Command = (command, context) => {
  refuseUnknownFields(command, ['verbosity']);
  const { explain: explained, $db: database } = command;
  if (!isDocument(explained)) throw new CommandError('FailedToParse', 'explain needs a command');
  const { verbosity = 'allPlansExecution' } = command;
  if (!VERBOSITIES.has(verbosity))
    throw new CommandError(
      'BadValue',
      `Enumeration value '${String(verbosity)}' for field 'verbosity' is not valid.`,
    );
  const inner = { ...explained, $db: database };
  const asked = { ...searchOf(inner), timeLimit: timeLimitOf(command) ?? timeLimitOf(inner) };
  const collection = collectionOf(inner, context);
  const winningPlan = collection === undefined ? { stage: 'EOF' } : describe(plan(collection, asked), asked);
  const queryPlanner = {
    namespace: namespaceOfCommand(inner),
    parsedQuery: asked.filter,
    winningPlan,
    rejectedPlans: [],
  };
  if (verbosity === 'queryPlanner' || collection === undefined) return { explainVersion: '1', queryPlanner };
  const examined = nothingExamined();
  const nReturned =
    'count' in explained
      ? count(context.store, collection, asked, examined)
      : counted(search(context.store, collection, asked, examined));
  const executionStats = {
    executionSuccess: true,
    nReturned,
    totalKeysExamined: examined.keys,
    totalDocsExamined: examined.documents,
  };
  return { explainVersion: '1', queryPlanner, executionStats };
};

function searchOf(command: Document): Search {
  const [name = ''] = Object.keys(command);
  switch (name) {
    case 'find':
      return searchOfFind(command);
    case 'count':
      return searchOfCount(command);
    case 'distinct':
      return searchOfDistinct(command);
    case 'aggregate':
      return searchOfAggregate(command).asked;
    case 'findAndModify':
      return searchOfFindAndModify(command);
    case 'update':
      refuseUnknownFields(command, ['updates', 'ordered']);
      return searchOfUpdate(onlyOf(command['updates']));
    case 'delete':
      refuseUnknownFields(command, ['deletes', 'ordered']);
      return searchOfDelete(onlyOf(command['deletes']));
    default:
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

function onlyOf(statements: unknown): Document {
  const [statement, ...others]: unknown[] = Array.isArray(statements) ? statements : [];
  if (isDocument(statement) && others.length === 0) return statement;
  throw new CommandError('FailedToParse', 'explain needs one write');
}

function describe(chosen: Plan, { sort, limit = 0 }: Search): Document {
  const access = describeAccess(chosen);
  const isInOrder = chosen.sorted || sort.length === 0;
  const inOrder = isInOrder ? access : { stage: 'SORT', sortPattern: patternOf(sort), inputStage: access };
  return limit === 0 ? inOrder : { stage: 'LIMIT', limitAmount: limit, inputStage: inOrder };
}

function describeAccess({ index, branches, reverse, ranges, exact }: Plan): Document {
  if (branches !== undefined) return { stage: 'OR', inputStages: branches.map(describeAccess) };
  if (index === undefined) return { stage: 'COLLSCAN', direction: 'forward' };
  const inputStage = {
    stage: 'IXSCAN',
    indexName: index.name,
    keyPattern: keyPatternOf(index),
    isMultiKey: index.multikey.includes(true),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partial !== undefined,
    ...(index.partial && { partialFilterExpression: index.partial }),
    direction: reverse ? 'backward' : 'forward',
    ranges: ranges.length,
    isUnbounded: ranges.some(({ lower }) => lower.equals(index.prefix)),
  };
  return { stage: 'FETCH', countsWithoutDocuments: exact, inputStage };
}
