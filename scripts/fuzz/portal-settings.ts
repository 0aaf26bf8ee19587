import type { RateLimits } from '../../src/web/rate-limits.ts';

const MANY = 100_000_000;

/** No limit is met: a page that asks for a wait would stand before what is to be reached. The limits themselves are asked all the same. */
export const NO_LIMITS: RateLimits = {
  signIn: MANY,
  code: MANY,
  send: MANY,
  read: MANY,
  handOut: MANY,
  crowd: 1,
};

/** Settings of a portal that is fuzzed: small files, so that limits are met; one proxy, so that what it forwards is read. */
export const FUZZED_SETTINGS = {
  LOG_LEVEL: 'trace',
  TRUST_PROXY: '1',
  UPLOAD_MAX_FILES: '5',
  UPLOAD_MAX_FILE_MB: '1',
  BUDGET_TEXTS: String(MANY),
  BUDGET_UPLOADS: String(MANY),
  BUDGET_WRONG_CODES: String(MANY),
  WAIT_SECONDS: '1',
  SHORTEST_WRITING_SECONDS: '0',
};
