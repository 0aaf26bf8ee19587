import { newKeyPair } from '../../vault/key-pairs.ts';
import { checkPassword, newPasswordRecord, type PasswordHash } from '../../vault/password.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { unwrapSecret, wrapSecret } from '../../vault/wrapping.ts';
import type { Member, MemberKeyPair, ShownMember } from '../members/member.ts';
import { memberIdentityPlace } from '../places.ts';

/** A password and the key pair whose identity it wraps. */
interface Credentials {
  readonly password: NonNullable<Member['password']>;
  readonly keyPair: MemberKeyPair;
}

/** A fresh key pair for a member, its identity wrapped under their new password. About 60 ms of Argon2id. */
export async function newCredentials(
  serverKeys: ServerKeys,
  memberId: string,
  password: string,
  hash?: PasswordHash,
): Promise<Credentials & { readonly identity: string }> {
  const { identity, recipient } = await newKeyPair();
  const mac = serverKeys.macRecipient(memberId, recipient);
  const wrapped = await wrapUnder(memberId, password, identity, hash);
  return { password: wrapped.password, keyPair: { recipient, mac, identity: wrapped.identity }, identity };
}

/** Wraps an identity under another password. */
export async function wrapUnder(memberId: string, password: string, identity: string, hash?: PasswordHash) {
  const { record, wrappingKey } = await newPasswordRecord(password, hash);
  const bytes = new TextEncoder().encode(identity);
  return {
    password: record,
    identity: await wrapSecret(wrappingKey, memberIdentityPlace(memberId), bytes),
  };
}

/**
 * The member's identity when the password is right. Without a member, or one without a password, the same work is done and
 * the answer is the same.
 */
export async function openIdentity(
  member: Member | undefined,
  password: string,
  hash?: PasswordHash,
): Promise<string | undefined> {
  const wrappingKey = await checkPassword(password, member?.password, hash);
  if (!wrappingKey || !member?.keyPair || member.status !== 'active') return undefined;
  const bytes = await unwrapSecret(wrappingKey, memberIdentityPlace(member._id), member.keyPair.identity);
  return new TextDecoder().decode(bytes);
}

/**
 * To seal to a member; undefined for one who has no key pair.
 * @throws {UntrustedRecipient} when the MAC is not ours
 */
export function trustedMember(
  serverKeys: Pick<ServerKeys, 'trust'>,
  member: ShownMember,
): TrustedRecipient | undefined {
  const pair = member.keyPair;
  return pair && serverKeys.trust(member._id, pair.recipient, pair.mac);
}

/** To seal to members: to those of them who have a key pair. @throws {UntrustedRecipient} */
export function trustedMembers(
  serverKeys: Pick<ServerKeys, 'trust'>,
  members: readonly ShownMember[],
): TrustedRecipient[] {
  return members.flatMap((member) => trustedMember(serverKeys, member) ?? []);
}
