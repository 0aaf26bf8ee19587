import { expect } from 'chai';
import { knownActs } from '../../src/audit/audit-acts.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { actsOfMembers } from './acts-of-members.ts';
import { actsOfAuditors, actsOfOffices } from './acts-of-offices.ts';
import { actsOnCases } from './acts-on-cases.ts';
import { listenTo, type Story } from './told-acts.ts';

/** Done by nothing any more; lines of before are shown with its words. */
const OF_BEFORE = 'office:open';

const atWork = [...actsOnCases, ...actsOfMembers, ...actsOfAuditors];

/** Lets a story happen, and expects that every act that it is about was heard of. */
async function follow<Scene>(story: Story<Scene>, scene: Scene, portal: TestPortal): Promise<void> {
  const log = listenTo(portal);
  await story.happens(scene, log);
  expect([...log.heard]).to.have.members([...story.acts]);
}

describe('an act', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
  });
  after(async () => at?.close());

  for (const story of atWork)
    it(`of ${story.title}, is one line of the log with who did it and to what`, async () =>
      follow(story, at, at.portal));

  for (const story of actsOfOffices)
    it(`of ${story.title}, is one line of the log with who did it and to what`, async () => {
      await using portal = await startPortal({ onSharedStore: true, withoutTimers: true });
      await follow(story, portal, portal);
    });

  it('that there is, is done by one of these', () => {
    const done = [...atWork, ...actsOfOffices].flatMap(({ acts }) => acts);
    expect([...new Set<string>(done), OF_BEFORE]).to.have.members([...knownActs]);
  });
});
