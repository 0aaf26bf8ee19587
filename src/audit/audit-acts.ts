/** The acts that the catalogues have words for; another one, of a later version, is shown as it is written. */
export const knownActs = [
  'access:ask',
  'access:grant',
  'access:restore',
  'case:assigned',
  'case:read',
  'case:received',
  'case:status',
  'case:withdrawn',
  'code:destroyed',
  'file:read',
  'identity:read',
  'member:accept',
  'member:change',
  'member:end',
  'member:invite',
  'member:password',
  'member:reset',
  'message:received',
  'message:sent',
  'note:added',
  'office:change',
  'office:open',
  'office:set-up',
  'recovery:nominate',
  'recovery:prove',
  'session:end',
  'session:start',
  'unit:new-key',
] as const;

export type KnownAct = (typeof knownActs)[number];

export function isKnownAct(act: string): act is KnownAct {
  return knownActs.some((known) => known === act);
}
