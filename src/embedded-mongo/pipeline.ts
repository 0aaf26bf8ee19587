import { Aggregator } from 'mingo/aggregator';
import * as pipeline from 'mingo/operators/pipeline';
import { CommandError } from './command-error.ts';
import { expressionContext, mingo } from './expressions.ts';
import { ownStages } from './stages.ts';
import { type Document, isDocument, promote } from './values.ts';

/** What works within one collection. The rest is refused: `$lookup` would read another one whole, and `$bucket` answers otherwise. */
const {
  $out: _out,
  $merge: _merge,
  $documents: _documents,
  $lookup: _lookup,
  $graphLookup: _graphLookup,
  $unionWith: _unionWith,
  $bucket: _bucket,
  $bucketAuto: _bucketAuto,
  ...stages
} = pipeline;

/** An operator that a context has already is not replaced. */
const context = expressionContext().addPipelineOps(ownStages).addPipelineOps(stages);

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
    refuseUnknownStage(entry[0]);
    return entry;
  });
}

function refuseUnknownStage(name: string): void {
  if (name === '$changeStream') {
    throw new CommandError('Location40573', 'The $changeStream stage is only supported on replica sets');
  }
  if (Object.hasOwn(pipeline, name) && !Object.hasOwn(stages, name))
    throw new CommandError('NotImplemented', `The stage ${name} is not done here`);
  if (!Object.hasOwn(stages, name) && name !== '$collStats') {
    throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
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

/** The document that an update pipeline makes of a document with plain numbers. */
export function runUpdatePipeline(document: Document, update: readonly unknown[]): Document {
  const parsed = parsePipeline(update);
  const wrong = parsed.find(([name]) => !UPDATE_STAGES.has(name));
  if (wrong)
    throw new CommandError('InvalidOptions', `${wrong[0]} is not allowed to be used within an update`);
  const [result] = runPipeline([document], parsed);
  return result ?? document;
}
