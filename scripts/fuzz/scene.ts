import type { AppRoute } from '../../test/support/app-routes.ts';
import type { Known } from './forms.ts';

/** Somebody who sends requests. */
export interface Role {
  readonly name: string;
  /** How they sign in: the page, a page that asks once more who they are, and what their forms are answered with. */
  readonly signIn?: { readonly page: string; readonly confirm?: string; readonly answers: Known };
}

/** A text that only these may be shown; nobody where the list is empty. */
export interface Secret {
  readonly what: string;
  readonly text: string;
  readonly readers: readonly string[];
}

/** What the fuzzer knows of an app, so that its requests get further than the door. */
export interface Scene {
  readonly roles: readonly Role[];
  readonly secrets: readonly Secret[];
  /** What is answered to fields by name, in a form that is filled in to get on. */
  readonly answers: Known;
  /** Values of the parameters of routes, by name of the route and of the parameter. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** By name of a route that takes a form which no page shows to whoever asks for it: the posts that lead there. */
  readonly journeys: Readonly<Record<string, readonly string[]>>;
  /** Answers that pages give away on such a way, by the name of the field. */
  readonly given: Readonly<Record<string, RegExp>>;
  /** Parts of addresses whose forms nobody fills in: what is kept there is to stay as it is. */
  readonly untouched: readonly string[];
  /** Names of hidden fields that forms carry to be let in at all. */
  readonly carried: readonly string[];
  /** Who is let in, by the name of the route; everybody where it is not named. */
  readonly insiders: Readonly<Record<string, readonly string[]>>;
}

/** Bytes that the app keeps. */
export interface Memory {
  /** Of the heap in use after a garbage collection. */
  readonly heap: number;
  /** Resident, without what maps files. */
  readonly resident: number;
}

/** A running app that can be fuzzed. */
export interface Target {
  readonly port: number;
  readonly routes: readonly AppRoute[];
  /** Headers that every answer of the app has, with their values. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where it leads besides its own pages. */
  readonly elsewhere: readonly string[];
  /** Puts back what those did who may, such as settings and spent links; between requests only. */
  mend(): Promise<Scene>;
  /** What it logged since this was asked last: a line each. */
  takeLogged(): readonly string[];
  /** Undefined where it cannot be told. */
  memory(): Promise<Memory | undefined>;
  /** A digest of what no request may have changed. */
  kept(): Promise<string>;
  /** Why its process ended; undefined while it runs. */
  ending(): string | undefined;
}
