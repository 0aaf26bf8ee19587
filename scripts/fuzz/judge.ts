import { wrongWith } from './answer-oracle.ts';
import type { Findings } from './finding.ts';
import { nameOf } from './forms.ts';
import { wrongWithLine } from './log-oracle.ts';
import type { Person } from './person.ts';
import { type Asked, shown } from './request.ts';
import type { Scene, Secret, Target } from './scene.ts';
import type { Exchange, Message } from './wire.ts';

interface Dependencies {
  readonly findings: Findings;
  readonly target: Pick<Target, 'headers' | 'elsewhere'>;
  readonly scene: () => Scene;
  readonly people: () => readonly Person[];
}

/** Adds to the findings what is wrong with what came of a request. */
export function createJudge({ findings, target, scene, people }: Dependencies) {
  /** What this person must not be shown: also nobody's cookies but their own. */
  function secretsFor(person: Person): Secret[] {
    const cookies = people()
      .filter((other) => other !== person)
      .flatMap((other) =>
        other.browser
          .secrets()
          .map((text) => ({ what: `the cookie of the ${other.name}`, text, readers: [] })),
      );
    return [...scene().secrets, ...cookies];
  }

  return {
    /** @param asked the hostile request that it was; undefined for an honest one on the way to it */
    exchange(person: Person, sent: Message, got: Exchange, asked?: Asked): void {
      const route = asked ? nameOf(asked.route) : 'on the way';
      const about = { route, person: person.name, request: shown(sent), ...(asked && { n: asked.n }) };
      const tell = (what: string, detail: string) => findings.add({ ...about, what, detail });
      if (got.isHung) tell('an answer did not come', `${(got.took / 1000).toFixed(0)} s`);
      else if (got.answers.length < sent.whole && !got.isSweptAway)
        tell('the connection was cut without an answer', `${got.answers.length} of ${sent.whole}`);
      const by = {
        reader: person.name,
        sent: sent.bytes.toString('latin1'),
        headers: target.headers,
        elsewhere: target.elsewhere,
        secrets: secretsFor(person),
      };
      for (const answer of got.answers)
        for (const [what, detail] of wrongWith({ answer, ...by })) tell(what, detail);
    },

    /** @param when which requests they were logged at */
    lines(lines: readonly string[], when: string): void {
      for (const line of lines) {
        const what = wrongWithLine(line, scene().secrets);
        if (what === undefined) continue;
        findings.add({ what, route: 'the log', detail: `after one of the ${when}: ${line.slice(0, 2_000)}` });
      }
    },
  };
}
