import { CommandError } from '../command-error.ts';
import { type Document, isDocument } from '../values/values.ts';

/** What is said of a field: `named`, or how to compute it of the whole document. */
export type Said = 'named' | ((root: Document) => unknown);

/** What is said of fields, by the parts of their paths. */
export interface FieldTree {
  /** Undefined where only fields within this one are spoken of. */
  readonly said?: Said;
  readonly below: Map<string, FieldTree>;
  /** Whether anything within is computed. */
  computes: boolean;
}

/** @throws {CommandError} for a path that is none, and for one that leads into another */
export function treeOf(entries: readonly (readonly [path: string, said: Said])[]): FieldTree {
  const tree: FieldTree = { below: new Map(), computes: false };
  for (const [path, said] of entries) {
    const parts = partsOf(path);
    let here = tree;
    for (const [depth, part] of parts.entries()) {
      here.computes ||= said !== 'named';
      const isLast = depth === parts.length - 1;
      const next = here.below.get(part) ?? { ...(isLast && { said }), below: new Map(), computes: false };
      if (here.below.has(part) && (isLast || next.said !== undefined))
        throw new CommandError(isLast ? 'Location31250' : 'Location31249', `Path collision at ${path}`);
      here.below.set(part, next);
      here = next;
    }
  }
  return tree;
}

function partsOf(path: string): string[] {
  if (path === '')
    throw new CommandError('Location40352', 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw new CommandError('Location40353', "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  if (parts.includes(''))
    throw new CommandError('Location15998', 'FieldPath field names may not be empty strings.');
  if (parts.some((part) => part.startsWith('$')))
    throw new CommandError('Location16410', "FieldPath field names may not start with '$'.");
  return parts;
}

interface Shaping {
  readonly root: Document;
  /** Whether what is named is left out and all else stays; else what is named stays. */
  readonly keepsOthers: boolean;
}

/** What the tree makes of a document; fields that are computed anew stay where they were where the others stay, and else come last. */
export function shape(document: Document, tree: FieldTree, shaping: Shaping): Document {
  const { keepsOthers } = shaping;
  const made = new Map<string, unknown>();
  for (const [name, value] of Object.entries(document)) {
    const node = tree.below.get(name);
    const isOther = node === undefined || typeof node.said === 'function';
    const kept = isOther ? (keepsOthers ? value : undefined) : shapeWithin(value, node, shaping);
    if (kept !== undefined) made.set(name, kept);
  }
  for (const [name, node] of tree.below) {
    if (typeof node.said !== 'function' && Object.hasOwn(document, name)) continue;
    const value = shapeWithin(undefined, node, shaping);
    if (value === undefined) made.delete(name);
    else made.set(name, value);
  }
  return Object.fromEntries(made);
}

/** Goes into every element of an array, and makes an object of any other value to compute fields within it. */
function shapeWithin(value: unknown, node: FieldTree, shaping: Shaping): unknown {
  const { root, keepsOthers } = shaping;
  if (typeof node.said === 'function') return node.said(root);
  if (node.said === 'named') return keepsOthers ? undefined : value;
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => shapeWithin(element, node, shaping));
    return elements.filter((element) => element !== undefined);
  }
  if (isDocument(value) || node.computes) return shape(isDocument(value) ? value : {}, node, shaping);
  return keepsOthers ? value : undefined;
}
