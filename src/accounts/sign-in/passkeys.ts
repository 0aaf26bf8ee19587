import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { Member, MemberPasskey } from '../members/member.ts';

/** Long enough for a person to find their phone, in ms. */
const TIMEOUT_MS = 5 * 60_000;
const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
const LONGEST = 20_000;
/** Of the MAC. */
const PURPOSE = 'passkey';

const common = {
  id: z.string().max(2000),
  rawId: z.string().max(2000),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
};
const registrationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: z.string(),
    attestationObject: z.string(),
    transports: z.array(z.enum(transports)).exactOptional(),
  }),
});
const authenticationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: z.string(),
    authenticatorData: z.string(),
    signature: z.string(),
    userHandle: z.string().exactOptional(),
  }),
});

/** At its first use: its three hundred files would be a tenth of a start, and few offices have passkeys. */
const webAuthn = async () => import('@simplewebauthn/server');

/** Passkeys (WebAuthn) as the second step. The password stays the first: it alone opens the member's key. */
export function createPasskeys({ serverKeys, baseUrl }: { serverKeys: ServerKeys; baseUrl: string }) {
  const expected = { expectedOrigin: baseUrl, expectedRPID: new URL(baseUrl).hostname };
  const rpID = expected.expectedRPID;

  return {
    async registrationOptions(member: Member, officeName: string) {
      const { generateRegistrationOptions } = await webAuthn();
      return generateRegistrationOptions({
        rpName: officeName,
        rpID,
        userName: member.email,
        userDisplayName: member.name,
        userID: new TextEncoder().encode(member._id),
        attestationType: 'none',
        timeout: TIMEOUT_MS,
        excludeCredentials: describe(member),
        authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
      });
    },

    async authenticationOptions(member: Member) {
      const { generateAuthenticationOptions } = await webAuthn();
      return generateAuthenticationOptions({
        rpID,
        timeout: TIMEOUT_MS,
        allowCredentials: describe(member),
        userVerification: 'preferred',
      });
    },

    /** The passkey that a browser made for this challenge, or undefined. */
    async register(
      member: Member,
      challenge: string,
      posted: string,
      about: Pick<MemberPasskey, 'name' | 'since'>,
    ): Promise<MemberPasskey | undefined> {
      const response = parse<RegistrationResponseJSON>(registrationSchema, posted);
      if (!response) return undefined;
      const { verifyRegistrationResponse } = await webAuthn();
      const verified = await verifyRegistrationResponse({
        ...expected,
        response,
        expectedChallenge: challenge,
        requireUserVerification: false,
      }).catch(() => undefined); // the library throws for everything that is not as expected
      if (!verified?.verified) return undefined;
      const { id, publicKey, counter } = verified.registrationInfo.credential;
      const key = { id, publicKey, counter, transports: response.response.transports ?? [], ...about };
      return { ...key, mac: serverKeys.mac(PURPOSE, bound(member._id, key)) };
    },

    /** The passkey that signed this challenge, with its new counter, or undefined. */
    async verify(member: Member, challenge: string, posted: string): Promise<MemberPasskey | undefined> {
      const response = parse<AuthenticationResponseJSON>(authenticationSchema, posted);
      const key = member.passkeys?.find(({ id }) => id === response?.id);
      if (!response || !key || !serverKeys.isMac(PURPOSE, bound(member._id, key), key.mac)) return undefined;
      const { verifyAuthenticationResponse } = await webAuthn();
      const verified = await verifyAuthenticationResponse({
        ...expected,
        response,
        expectedChallenge: challenge,
        credential: { id: key.id, publicKey: Uint8Array.from(key.publicKey), counter: key.counter },
        requireUserVerification: false,
      }).catch(() => undefined);
      return verified?.verified ? { ...key, counter: verified.authenticationInfo.newCounter } : undefined;
    },
  };
}

export type Passkeys = ReturnType<typeof createPasskeys>;

/** What the MAC of a passkey binds to each other. */
function bound(memberId: string, { id, publicKey }: Pick<MemberPasskey, 'id' | 'publicKey'>): string {
  return JSON.stringify([memberId, id, Buffer.from(publicKey).toString('base64url')]);
}

function describe({ passkeys = [] }: Member) {
  return passkeys.map((key) => ({
    id: key.id,
    transports: key.transports.filter((name) => isTransport(name)),
  }));
}

function isTransport(name: string): name is (typeof transports)[number] {
  return transports.some((known) => known === name);
}

function parse<Value>(schema: z.ZodType<Value>, posted: string): Value | undefined {
  if (posted === '' || posted.length > LONGEST) return undefined;
  try {
    return schema.parse(JSON.parse(posted));
  } catch {
    return undefined;
  }
}
