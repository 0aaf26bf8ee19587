import type { AccountMail } from '../account-mail.ts';
import type { Member } from '../members/member.ts';
import { TOLD_FAILURES, type WrongStep } from './sign-in.ts';

/** Tells the member by mail, once a day, that wrong second steps follow their right password: somebody else may have it. */
export async function tellOfFailures(
  mail: Pick<AccountMail, 'tell'>,
  member: Member,
  { today }: WrongStep,
): Promise<void> {
  if (today === TOLD_FAILURES) await mail.tell(member, 'guessed');
}
