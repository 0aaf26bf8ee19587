import { z } from 'zod';
import { CATEGORIES, LANES } from './case-terms.ts';

/** Longest answers, in UTF-16 code units: the account of events holds some 12,000 words, the others a page. */
export const LONGEST_ACCOUNT = 100_000;
export const LONGEST_ANSWER = 10_000;
/** Longest name and contact of who says who they are, in UTF-16 code units. */
export const LONGEST_NAME = 200;
export const LONGEST_CONTACT = 500;

const answer = z.string().max(LONGEST_ANSWER);

/** Whom a report concerns, by position, by unit, or everyone who would read it; never by name. */
const concernsSchema = z.object({
  positionIds: z.array(z.string()),
  unitIds: z.array(z.string()),
  everyReader: z.boolean(),
});
export type Concerns = z.infer<typeof concernsSchema>;

/**
 * What a reporter wrote, as it is sealed under the office key: the 5W+1H of a whistleblowing report, and for the
 * service lane `what`, `where` and `when` of it. An unanswered question is an empty string.
 */
export const reportAnswersSchema = z.object({
  lane: z.enum(LANES),
  category: z.enum([...CATEGORIES.protected, ...CATEGORIES.service]),
  what: z.string().max(LONGEST_ACCOUNT),
  who: answer,
  where: answer,
  when: answer,
  how: answer,
  why: answer,
  evidence: answer,
  howKnown: answer,
  whoElseKnows: answer,
  reportedElsewhere: answer,
  concerns: concernsSchema,
});
export type ReportAnswers = z.infer<typeof reportAnswersSchema>;

/** Who the reporter is, if they chose to say; sealed apart from the rest under a key of its own. */
export const identitySchema = z.object({
  name: z.string().max(LONGEST_NAME),
  contact: z.string().max(LONGEST_CONTACT),
});
export type Identity = z.infer<typeof identitySchema>;

/** A draft as its writer left it, complete or not. */
export interface Draft {
  readonly answers: ReportAnswers;
  readonly identity: Identity | undefined;
}

/** Whether the reporter ticked anybody at all. */
export function concernsSomebody(concerns: Concerns): boolean {
  return concerns.everyReader || concerns.positionIds.length > 0 || concerns.unitIds.length > 0;
}
