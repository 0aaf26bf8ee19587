import { codeOf } from '../errors.ts';

/**
 * Why mail was not taken, as far as the answer tells. Of the server, whatever the mail: `unknownHost` no such name, `unreachable`
 * nobody listens, `silent` no answer in time, `dropped` it hung up, `tls` its certificate or encryption, `login` name or password,
 * `sender` MAIL_FROM is refused, `busy` it wants to be asked later, `protocol` what answers is no mail server; `folder` the
 * folder that stands for a server cannot be written. Of one mail:
 * `recipient` its address is refused for good, `content` the message is, `later` it or its address is for now. `unknown`: none of these.
 */
export const serverProblems = [
  'unknownHost',
  'unreachable',
  'silent',
  'dropped',
  'tls',
  'login',
  'sender',
  'busy',
  'protocol',
  'folder',
] as const;
const mailProblems = [...serverProblems, 'recipient', 'content', 'later', 'unknown'] as const;
export type MailProblem = (typeof mailProblems)[number];

/** The problems that every mail would meet. */
export function isOfServer(problem: MailProblem): boolean {
  return serverProblems.some((known) => known === problem);
}

/**
 * The server should not be asked the same again soon (5yz to the recipient or the message; RFC 5321, 4.2.1). A refused sender is a
 * mistake of the office's settings.
 */
export function isForGood(problem: MailProblem): boolean {
  return problem === 'recipient' || problem === 'content';
}

/** What nodemailer tells besides its code: the answer of the server, the command that it answers, the error of the system. */
interface Told {
  readonly code: string;
  readonly responseCode: number;
  readonly command: string;
  readonly originalCode: string;
}

function told(error: unknown): Told {
  const of = (name: string): unknown =>
    error instanceof Error ? Object.entries(error).find(([key]) => key === name)?.[1] : undefined;
  return {
    code: String(codeOf(error)),
    responseCode: Number(of('responseCode') ?? 0),
    command: String(of('command')),
    originalCode: String(of('originalCode')),
  };
}

/** What the errors of nodemailer say (its codes: `nodemailer/lib/errors`). */
export function problemOf(error: unknown): MailProblem {
  const { code, responseCode, command, originalCode } = told(error);
  const isForNow = responseCode >= 400 && responseCode < 500;
  if (code === 'EMESSAGE' || code === 'EENVELOPE') return ofAnswer(responseCode, command);
  if (responseCode === 421 || (isForNow && code !== 'ETLS')) return 'busy';
  if (code === 'ESOCKET') return ofSocket(originalCode);
  if (diskTrouble.test(code)) return 'folder';
  return byCode.get(code) ?? 'unknown';
}

const diskTrouble = /^(?:ENOSPC|EDQUOT|EACCES|EPERM|EROFS|EIO|ENOENT|EEXIST|ENOTDIR|EMFILE)$/;

const byCode: ReadonlyMap<string, MailProblem> = new Map([
  ['EDNS', 'unknownHost'],
  ['ETIMEDOUT', 'silent'],
  ['EABORT', 'silent'],
  ['ECONNECTION', 'dropped'],
  ['ETLS', 'tls'],
  ['EREQUIRETLS', 'tls'],
  ['EAUTH', 'login'],
  ['ENOAUTH', 'login'],
  ['EPROTOCOL', 'protocol'],
]);

/** 421 is the server's farewell, whatever it was asked (RFC 5321, 3.8). */
function ofAnswer(responseCode: number, command: string): MailProblem {
  if (responseCode === 421) return 'busy';
  if (responseCode >= 400 && responseCode < 500) return command === 'MAIL FROM' ? 'busy' : 'later';
  if (command === 'API') return 'recipient';
  if (responseCode < 500 || responseCode === 503) return 'later';
  if (command === 'MAIL FROM') return 'sender';
  return command === 'RCPT TO' ? 'recipient' : 'content';
}

function ofSocket(originalCode: string): MailProblem {
  if (/CERT|SSL|TLS|EPROTO|SIGNATURE/.test(originalCode)) return 'tls';
  return /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/.test(originalCode)
    ? 'unreachable'
    : 'dropped';
}
