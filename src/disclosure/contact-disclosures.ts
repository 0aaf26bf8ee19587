import { findingsOf, type Finding } from './disclosure.ts';

const emailPattern = /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w])/giu;
/** 'budi (at) gmail (dot) com', 'budi [at] kantor.go.id'. */
const bracketedEmailPattern =
  /(?<![\w.+-])[\w.+-]{1,64} ?[[({] ?at ?[\])}] ?[\w-]{1,63}(?: ?(?:[[({] ?(?:dot|titik) ?[\])}]|\.) ?[a-z]{2,24}){1,4}/giu;
/** 'budi at gmail dot com': only with a known mail service, since 'at' is an English word. */
const spelledEmailPattern =
  /(?<![\w.+-])[\w.+-]{1,64} (?:at|et) (?:gmail|yahoo|ymail|outlook|hotmail|icloud|proton|protonmail)(?: ?(?:dot|titik|\.) ?[a-z]{2,8}){1,2}/giu;

/** 'budi at kantor titik go titik id': with the word for the dot, that can be nothing else. */
const wordyEmailPattern =
  /(?<![\w.+-])[\w.+-]{1,64} (?:at|et|a keong) [\w-]{1,63}(?: (?:dot|titik) [a-z]{2,24}(?!\w)){1,4}/giu;

const profilePattern =
  /(?<![\w.-])(?:t\.me|telegram\.me|instagram\.com|facebook\.com|fb\.com|fb\.me|m\.me|tiktok\.com|x\.com|twitter\.com|linkedin\.com\/in|threads\.net|youtube\.com|github\.com|linktr\.ee|line\.me\/ti\/p|discord\.gg|signal\.me|wa\.me)\/[\w.@~#-]{2,60}/giu;
/** 'IG: budi_s', 'telegram saya budi99'. */
const namedAccountPattern =
  /(?<!\p{L})(?:ig|insta|instagram|fb|facebook|tele|telegram|tiktok|twitter|line|discord|signal|wechat)(?:(?: saya| aku| sy| gue|ku)?(?: adalah)? ?[:=] ?@?[\w.]{3,30}|(?: saya| aku| sy| gue|ku)(?: adalah)? @?(?=[a-z.]{0,29}[\d_])[\w.]{3,30})/giu;
const handlePattern = /(?<![\w@.+/-])@[a-z][\w.]{2,29}(?![\w@])/giu;

/** E-mail addresses, also spelled out to hide them from machines. */
export function findEmails(text: string): Finding[] {
  return [emailPattern, bracketedEmailPattern, spelledEmailPattern, wordyEmailPattern].flatMap((pattern) =>
    findingsOf('email', pattern, text),
  );
}

/** Names of accounts in social networks: addresses of profiles and '@name'. */
export function findAccounts(text: string): Finding[] {
  return [profilePattern, handlePattern, namedAccountPattern].flatMap((pattern) =>
    findingsOf('account', pattern, text),
  );
}
