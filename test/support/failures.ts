import { expect } from 'chai';

/** Expects that a portal has logged no failure of its own. */
export function expectNoFailure({ logged }: { readonly logged: readonly string[] }): void {
  const failures = logged.filter((line) => /"level":"(?:error|fatal)"|"status":5/.test(line));
  expect(failures).to.deep.equal([]);
}
