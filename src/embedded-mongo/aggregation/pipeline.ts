import { Aggregator } from 'mingo/aggregator';
import * as pipeline from 'mingo/operators/pipeline';
import { CommandError } from '../command-error.ts';
import { expressionContext, mingo } from './expressions.ts';
import { refuseBadOperand } from './stage-operands.ts';
import { ownStages } from './stages.ts';
import { type Document, isDocument, promote } from '../values/values.ts';

/** What works within one collection and as in MongoDB. The rest is refused: `$lookup` would read another one whole, say. */
const { $count, $facet, $limit, $redact, $skip } = pipeline;
const stages = { $count, $facet, $limit, $redact, $skip, ...ownStages };

const context = expressionContext().addPipelineOps(stages);

const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Each stage's name and operand. Throws for a stage that does not exist or that this store does not do. */
export function parsePipeline(value: unknown): (readonly [name: string, operand: unknown])[] {
  if (!Array.isArray(value))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  return value.map((stage: unknown) => {
    const [entry, ...others] = isDocument(stage) ? Object.entries(stage) : [];
    if (entry === undefined || others.length > 0) {
      throw new CommandError(
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    refuseBadStage(...entry);
    return entry;
  });
}

function refuseBadStage(name: string, operand: unknown): void {
  if (name === '$changeStream') {
    throw new CommandError('Location40573', 'The $changeStream stage is only supported on replica sets');
  }
  if (Object.hasOwn(pipeline, name) && !Object.hasOwn(stages, name))
    throw new CommandError('NotImplemented', `The stage ${name} is not done here`);
  if (!Object.hasOwn(stages, name) && name !== '$collStats') {
    throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
  if (name === '$facet' && isDocument(operand))
    for (const inner of Object.values(operand)) parsePipeline(inner);
  refuseBadOperand(name, operand);
}

/** Runs stages over documents with plain numbers (`promoteDocument`). */
export function runPipeline(
  documents: Iterable<Document>,
  parsed: readonly (readonly [string, unknown])[],
): Iterable<Document> {
  const plain = parsed.map(([name, operand]) => ({ [name]: name === '$match' ? operand : promote(operand) }));
  const options = { context, scriptEnabled: false };
  return lazily(() => mingo(() => new Aggregator(plain, options).stream(documents)));
}

function* lazily(start: () => { next(): { done: boolean; value?: unknown } }): Generator<Document> {
  const results = start();
  for (let result = mingo(() => results.next()); !result.done; result = mingo(() => results.next())) {
    if (isDocument(result.value)) yield result.value;
  }
}

/** What makes a document of a document with plain numbers by an update's pipeline. */
export function compileUpdatePipeline(update: readonly unknown[]): (document: Document) => Document {
  const parsed = parsePipeline(update);
  const wrong = parsed.find(([name]) => !UPDATE_STAGES.has(name));
  if (wrong)
    throw new CommandError('InvalidOptions', `${wrong[0]} is not allowed to be used within an update`);
  return (document) => {
    const [result] = runPipeline([document], parsed);
    return result ?? document;
  };
}
