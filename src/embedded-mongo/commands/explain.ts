import { documentOf } from '../arguments.ts';
import { keyPatternOf } from '../catalog.ts';
import { CommandError } from '../command-error.ts';
import { counted } from '../count.ts';
import { patternOf } from '../paths.ts';
import { parsePipeline } from '../pipeline.ts';
import type { Plan } from '../plan.ts';
import { plan } from '../planner.ts';
import { nothingExamined } from '../scan.ts';
import { search, type Search } from '../search.ts';
import { parseSort } from '../sort.ts';
import { timeLimitOf } from '../time-limit.ts';
import { type Document, isDocument, numberOf } from '../values.ts';
import { splitPipeline } from './aggregate.ts';
import { type Command, collectionOf, namespaceOfCommand } from './context.ts';
import { searchOfCount, searchOfDistinct, searchOfFind } from './reads.ts';

const VERBOSITIES: ReadonlySet<unknown> = new Set(['queryPlanner', 'executionStats', 'allPlansExecution']);

/** Says which index a command would use: IXSCAN with its name, or COLLSCAN. */
export const explain: Command = (command, context) => {
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
  const nReturned = counted(search(context.store, collection, asked, examined));
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
      return splitPipeline(parsePipeline(command['pipeline']), command['hint']).asked;
    case 'findAndModify':
      return {
        filter: documentOf(command['query'], 'query'),
        sort: parseSort(command['sort']),
        hint: command['hint'],
        limit: 1,
      };
    case 'update':
      return searchOfStatement(command['updates']);
    case 'delete':
      return searchOfStatement(command['deletes']);
    default:
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

function searchOfStatement(statements: unknown): Search {
  const [statement]: unknown[] = Array.isArray(statements) ? statements : [];
  if (!isDocument(statement)) throw new CommandError('FailedToParse', 'explain needs one write');
  const changesOne = statement['multi'] !== true && numberOf(statement['limit']) !== 0;
  return {
    filter: documentOf(statement['q'], 'q'),
    sort: [],
    hint: statement['hint'],
    limit: changesOne ? 1 : 0,
  };
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
