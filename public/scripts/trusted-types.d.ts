interface TrustedTypesPolicy {
  createScriptURL(this: void, url: string): string;
}

interface Window {
  /** Where the browser has it, it guards the sinks that write markup and start scripts (the portal's policy asks for it, and allows the policy of proof.ts alone). */
  readonly trustedTypes?: {
    createPolicy(name: string, rules: Partial<TrustedTypesPolicy>): TrustedTypesPolicy;
  };
}
