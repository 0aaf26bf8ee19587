/**
 * What somebody showed at the last step of signing in or confirming, as the detail of an audit line: a code of their app, a backup code,
 * a passkey, or the password alone where they have no second step (ASVS 5.0 V16.3.1).
 */
const shownProofs = ['app', 'code', 'passkey', 'password'] as const;
export type ShownProof = (typeof shownProofs)[number];

export function isShownProof(detail: string | undefined): detail is ShownProof {
  return shownProofs.some((proof) => proof === detail);
}
