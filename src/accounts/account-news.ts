/**
 * `owner`: whose account it is, because it may not have been them. `knowers`: the member, who holds the unit's key and the auditors, who
 * know whether it is really the member's account. `watchers`: auditors and administrators. `staff`: everybody. Never who did it, but
 * for `owner`.
 */
type Audience = 'owner' | 'knowers' | 'watchers' | 'staff';

export interface News {
  /** The key of its texts among those of mail about accounts. */
  readonly text: string;
  readonly to: Audience;
}

const standing: News = { text: 'standing', to: 'watchers' };
const factor: News = { text: 'factor', to: 'owner' };

/**
 * What is told by mail, by the act of its audit line. An act owes its mail by owing its line, which is one write with it (invariant 4): no crash
 * parts them, and a mail server that is away puts the mail off.
 */
export const newsOf: ReadonlyMap<string, News> = new Map<string, News>([
  ['member:password', { text: 'password', to: 'owner' }],
  ['recovery-code:make', { text: 'recoveryCode', to: 'owner' }],
  ['recovery-code:use', { text: 'recovered', to: 'owner' }],
  ['factor:add', factor],
  ['factor:remove', factor],
  ['factor:codes', { text: 'factorCodes', to: 'owner' }],
  ['step:repeated', { text: 'guessed', to: 'owner' }],
  // Threat: what is told of a colleague's new role is told of nobody who is invited with it, an auditor who confirms keys.
  ['member:invite', { text: 'invited', to: 'watchers' }],
  // Threat: an administrator resets a colleague, takes the account over and waits for a routine click; all who could know better hear of it.
  ['member:reset', { text: 'access.reset', to: 'knowers' }],
  // Threat: an administrator puts a name right, and a unit's only handler hears of no report and no deadline any more, nor why.
  ['access:await', { text: 'access.look', to: 'owner' }],
  ['access:grant', { text: 'access.key', to: 'knowers' }],
  ['access:vouch', { text: 'access.rows', to: 'knowers' }],
  ['access:restore', { text: 'access.restored', to: 'knowers' }],
  ['role:given', standing],
  ['role:taken', standing],
  ['position:given', standing],
  ['position:taken', standing],
  ['unit:given', standing],
  ['unit:taken', standing],
  ['position:add', { text: 'position', to: 'watchers' }],
  ['factor:optional', { text: 'factorOptional', to: 'watchers' }],
  ['unit:confirm', { text: 'key', to: 'staff' }],
]);
