import { type Figure, isReached, ratioOf, summaryOf } from './figure.ts';
import { tableOf } from './table.ts';

/** What the figures were measured on. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  /** The version of Node. */
  readonly node: string;
  readonly store: string;
}

/** What the program leaves: its two outputs, and 1 where a mark was missed. */
interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exitCode: 0 | 1;
}

/** A table that ends with the marks that were missed; or JSON, with that line on stderr. */
export function outcomeOf(figures: readonly Figure[], machine: Machine, isJson: boolean): Outcome {
  const exitCode = figures.some((figure) => isReached(figure) === false) ? 1 : 0;
  const summary = summaryOf(figures);
  if (isJson) {
    const full = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), reached: isReached(figure) }));
    const out = `${JSON.stringify({ machine, figures: full }, undefined, 2)}\n`;
    return { out, err: `${summary}\n`, exitCode };
  }
  const { processors, model, node, store } = machine;
  const measuredOn = `${processors} × ${model}, Node ${node}, store: ${store}`;
  return { out: `\n${tableOf(figures)}\n\n${measuredOn}\n${summary}\n`, err: '', exitCode };
}
