import type { Day } from '../calendar/day.ts';
import { VersionConflict } from '../errors.ts';
import { owedAudit } from './acts.ts';
import type { Case } from './case.ts';
import { mustDeclare } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import type { Opening } from './opening.ts';
import { places } from './places.ts';
import type { Officer, Reader } from './readers.ts';
import type { Retention } from './retention.ts';
import type { SealedReasons } from './sealed-reasons.ts';
import { keptAsUsual } from './spam-service.ts';
import { untilWritten } from './until-written.ts';

interface Dependencies {
  readonly cases: Pick<CaseStore, 'change'>;
  readonly opening: Pick<Opening, 'reachFor'>;
  readonly messages: Pick<CaseMessages, 'note'>;
  readonly reasons: SealedReasons;
  readonly retention: Retention;
  readonly today: () => Day;
}

/** Legal holds: while one stands, the case is neither purged nor withdrawn. */
export function createHoldService({ cases, opening, messages, reasons, retention, today }: Dependencies) {
  async function write(
    found: Case,
    { tag }: Reader,
    act: 'hold:set' | 'hold:ended',
    change: Pick<CaseChange, 'set' | 'unset'>,
  ): Promise<boolean> {
    return cases.change(found._id, found.version, { ...change, owed: [owedAudit(found, act, tag, today())] });
  }

  return {
    /**
     * Begins a hold; what was proposed as spam is no longer, and is kept as usual from that day. The reason is sealed to everybody who may know
     * of the case, until the hold ends; `note` is kept beyond that, where the member can write notes. The same form sent twice has one
     * effect, and does what was cut off the first time. The note comes after the hold, so that none is left by a form that met another hold.
     * @throws {NotFound} @throws {DeclarationRequired}
     * @throws {VersionConflict} when a hold stands already, or the case changed meanwhile
     */
    async begin(
      officer: Officer,
      id: string,
      { formId, reason, note }: { formId: string; reason: string; note: string },
    ): Promise<void> {
      const { found, keys } = await opening.reachFor(officer, id);
      const { hold: present } = found;
      if (present && present.id !== formId) throw new VersionConflict('a hold stands already');
      const place = places.holdReason(id, formId);
      if (!present) {
        const hold = { id: formId, memberId: officer.tag, on: today() };
        const sealed = await reasons.seal(found, place, reason);
        const kept = keptAsUsual(found, retention, today());
        const set = { ...kept.set, hold: { ...hold, reason: sealed } };
        if (!(await write(found, officer, 'hold:set', { ...kept, set })))
          throw new VersionConflict('somebody else saved this case first');
      } else if (!(await reasons.says(officer, place, present.reason, reason))) return;
      if (keys) await messages.note(keys.office, found, officer, { formId, text: note });
    },

    /**
     * Ends a hold, which lets a withdrawal that was asked for meanwhile go on. Doing it twice changes nothing.
     * @param holdId of the hold that the member saw
     * @throws {NotFound} @throws {DeclarationRequired}
     * @throws {VersionConflict} when another hold stands by now; what else others change meanwhile does not keep it
     */
    async end(officer: Officer, id: string, holdId: string): Promise<void> {
      await untilWritten(async () => {
        const { found } = await opening.reachFor(officer, id);
        if (!found.hold) return true;
        if (found.hold.id !== holdId) throw new VersionConflict('another hold stands by now');
        const { withdrawal } = found;
        const { set, unset } = keptAsUsual(found, retention, today()); // a hold of a version before left it proposed
        const goesOn = withdrawal && { withdrawal: { askedOn: withdrawal.askedOn, dueOn: withdrawal.dueOn } };
        return write(found, officer, 'hold:ended', { set: { ...set, ...goesOn }, unset: ['hold', ...unset] });
      });
    },

    /** Why the case is held; undefined where it is not, or this member cannot read it (yet). */
    async reasonOf(officer: Officer, found: Case): Promise<string | undefined> {
      const { hold } = found;
      if (!hold || mustDeclare(officer, found)) return undefined;
      return reasons.read(officer, places.holdReason(found._id, hold.id), hold.reason);
    },
  };
}

export type HoldService = ReturnType<typeof createHoldService>;
