import type { Session, SessionStage } from './session-store.ts';

const MINUTE_MS = 60_000;
/**
 * A session nobody uses ends after half an hour, and any session after twelve hours: a working day. NIST SP 800-63B-4 (section 2.2.3)
 * allows an hour and a day for two factors; contents that endanger people deserve less.
 */
const IDLE_MS = 30 * MINUTE_MS;
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** The second step of signing in is done at once or begun anew. */
const STEP_MS = 10 * MINUTE_MS;
/** How long a member who showed again that it is them may change what their account hangs on. */
const CONFIRMED_MS = 10 * MINUTE_MS;
/** How exactly the last use is known; saves a write on most requests. */
const PROLONG_EVERY_MS = MINUTE_MS;

type Times = Pick<Session, 'idleUntil' | 'endsAt' | 'confirmedUntil'>;

/** @param endsAt of the session that this one goes on, which lasts no longer by it */
export function timesOfNew(
  now: Date,
  { stage, isConfirmed, endsAt = after(now, LONGEST_MS) }: NewSession,
): Times {
  return {
    idleUntil: earlier(after(now, stage === 'full' ? IDLE_MS : STEP_MS), endsAt),
    endsAt,
    ...(isConfirmed && { confirmedUntil: after(now, CONFIRMED_MS) }),
  };
}

interface NewSession {
  readonly stage: SessionStage;
  readonly isConfirmed: boolean;
  readonly endsAt: Date | undefined;
}

/** Until when a session that is used now may next be used; undefined where that is about what was known. */
export function prolongedUntil(now: Date, { stage, idleUntil, endsAt }: Session): Date | undefined {
  const until = earlier(after(now, IDLE_MS), endsAt);
  const isLater = until.getTime() - idleUntil.getTime() >= PROLONG_EVERY_MS;
  return stage === 'full' && isLater ? until : undefined;
}

/** Whether the member showed within the last minutes that it is them, and whether they did that or signed in. */
export function provenAt(
  now: Date,
  { endsAt, confirmedUntil }: Times,
): { readonly isConfirmed: boolean; readonly isFresh: boolean } {
  const isConfirmed = confirmedUntil !== undefined && confirmedUntil > now;
  return { isConfirmed, isFresh: isConfirmed || now < after(startOf(endsAt), CONFIRMED_MS) };
}

/** When a session began, and when it was last used, to the minute. */
export function usedFromTo({ endsAt, idleUntil }: Times): {
  readonly startedAt: Date;
  readonly lastUsedAt: Date;
} {
  return { startedAt: startOf(endsAt), lastUsedAt: after(idleUntil, -IDLE_MS) };
}

function startOf(endsAt: Date): Date {
  return after(endsAt, -LONGEST_MS);
}

function after(moment: Date, ms: number): Date {
  return new Date(moment.getTime() + ms);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
