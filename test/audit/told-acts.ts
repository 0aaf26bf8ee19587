import { expect } from 'chai';
import type { knownActs } from '../../src/audit/audit-acts.ts';
import type { StoredLine } from '../../src/audit/audit-line.ts';
import type { TestPortal } from '../support/portal.ts';

export type KnownAct = (typeof knownActs)[number];

/** What a line of the log tells. */
export interface Told {
  readonly act: KnownAct;
  /** The id or the tag of who acted; null where nobody was signed in. */
  readonly by: string | null;
  readonly about?: string | undefined;
  readonly caseId?: string | null;
  readonly detail?: string | undefined;
}

/** Acts that happen together, each of which owes its line. */
export interface Story<Scene> {
  readonly title: string;
  readonly acts: readonly KnownAct[];
  readonly happens: (scene: Scene, log: Listened) => Promise<void>;
}

/** Listens to the log of a portal, whose jobs run only when the test says so. */
export function listenTo({ services }: Pick<TestPortal, 'services'>) {
  const heard = new Set<string>();
  const collection = services.database.collection<StoredLine>('audit');

  async function lines() {
    await services.outbox.deliver();
    return collection.find().toArray();
  }

  return {
    heard,

    /** Does something, and expects that the log tells this of it, a line for each act, and nothing else. */
    async expectOf<Done>(
      does: () => Promise<Done>,
      told: readonly Told[] | ((done: Done) => readonly Told[]),
    ): Promise<Done> {
      const before = new Set((await lines()).map(({ _id }) => _id));
      const done = await does();
      const expected = typeof told === 'function' ? told(done) : told;
      const found = (await lines()).filter(({ _id }) => !before.has(_id));
      expect(found.map(textOfLine)).to.have.members(expected.map(textOf));
      for (const { act } of expected) heard.add(act);
      return done;
    },
  };
}

export type Listened = ReturnType<typeof listenTo>;

function textOfLine({ act, memberId: by, subjectId: about, caseId, detail }: StoredLine): string {
  return textOf({ act, by, about, caseId, detail });
}

function textOf({ act, by, about = '', caseId, detail = '' }: Omit<Told, 'act'> & { act: string }): string {
  return `${act} by ${by ?? 'nobody'} about ${about || 'nobody'} in ${caseId ?? 'no case'} ${detail}`;
}
