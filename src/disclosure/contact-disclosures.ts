import { findingsOf, type Finding } from './disclosure.ts';

const mailbox = String.raw`(?<![\w.+-])[\w.+-]{1,64}`;
const mailServices =
  '(?:gmail|googlemail|yahoo|ymail|rocketmail|outlook|hotmail|live|icloud|proton|protonmail|tutanota|zoho|aol)';
const at = String.raw`(?:@|[[({<] ?(?:@|at|a|et|ad) ?[\])}>])`;
const dot = String.raw`(?: ?(?:[.,]|[[({] ?(?:dot|titik) ?[\])}]) ?| (?:dot|titik) )`;

const emailPattern = /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w])/giu;
/** 'budi (at) gmail (dot) com', 'budi [at] kantor.go.id'. */
const bracketedEmailPattern = new RegExp(
  String.raw`${mailbox} ?[[({] ?at ?[\])}] ?[\w-]{1,63}(?: ?(?:[[({] ?(?:dot|titik) ?[\])}]|\.) ?[a-z]{2,24}){1,4}`,
  'giu',
);
/** 'budi @ kantor.go.id', 'budi (a) contoh.com': with an ending that mail has, since a full stop may end a sentence. */
const spacedEmailPattern = new RegExp(
  String.raw`${mailbox} ?${at} ?(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|edu|gov|id|my|sg|me)(?![\w.])`,
  'giu',
);
/** 'budi@gmail', 'budi[a]gmail,com': a known mail service needs no more. */
const serviceEmailPattern = new RegExp(
  String.raw`${mailbox} ?${at} ?${mailServices}(?!\w)(?:(?:${dot}| )(?:com|net|co|me|id)(?!\w)){0,2}`,
  'giu',
);
/** 'budi at gmail dot com', 'budi at gmail com': only with a known mail service, since 'at' is an English word. */
const spelledEmailPattern = new RegExp(
  String.raw`${mailbox} (?:at|et|a keong) ${mailServices}(?:(?: ?(?:dot|titik|[.,]) ?| )(?:com|net|co|me|id)(?!\w)){1,2}`,
  'giu',
);
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
  const patterns = [
    emailPattern,
    bracketedEmailPattern,
    spacedEmailPattern,
    serviceEmailPattern,
    spelledEmailPattern,
    wordyEmailPattern,
  ];
  return patterns.flatMap((pattern) => findingsOf('email', pattern, text));
}

/** Names of accounts in social networks: addresses of profiles and '@name'. */
export function findAccounts(text: string): Finding[] {
  return [profilePattern, handlePattern, namedAccountPattern].flatMap((pattern) =>
    findingsOf('account', pattern, text),
  );
}
