// Writes docs/permissions.md from the tables of the code: npx tsx scripts/permissions-document.ts
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { permissionsOf, roles } from '../src/accounts/permissions.ts';
import { routeAccess } from '../src/accounts/route-access.ts';

const names = {
  administrator: 'administrator (Administrator)',
  intake_officer: 'intake officer (Verifikator)',
  investigator: 'investigator (Penelaah)',
  supervisor: 'supervisor (Pimpinan)',
  auditor: 'auditor (Auditor)',
};

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0), 3),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(header), rule, ...rows.map((row) => line(row))].join('\n');
}

/** What of a case depends on more than a permission: who is shown it, and who may change it. */
const ofACase: readonly (readonly [part: string, seen: string, changed: string])[] = [
  [
    'that it is; lane, category, status, unit, days, assignee, hold, steps without reasons',
    'audience and `case:list`',
    'status by `case:status`, only to what follows its present one; assignee by `case:assign`, only to a handler of the audience; hold by `case:hold`; spam by `case:status`, two handlers together',
  ],
  [
    'answers, whom it is about, files, messages, notes, reasons of steps',
    'audience, `case:open` and a key to it; of the protected lane after declaring no conflict of interest; until they are destroyed',
    'nobody; added by `case:reply` and `case:note`',
  ],
  [
    'why somebody asks for the identity',
    'who was of the audience when it was asked, or when somebody last stepped back, supervisors first, 64 at most',
    'nobody; asked by `case:open`, decided once by `identity:decide`, by somebody else',
  ],
  ['the identity', 'who asked, for seven days after the approval', 'nobody'],
  [
    'its lines in the audit log',
    '`audit:read`; of a case sealed to an allow-list also of its audience; nobody who stepped back from it',
    'nobody',
  ],
  ['its id in these lines', '`audit:read` and `case:list`, and of its audience', 'nobody'],
  [
    'status, deadlines, reasons, messages both ways, later files',
    'whoever has the report code',
    'adds messages and files, withdraws and takes that back for a week, destroys the code',
  ],
];

/** The document, from src/accounts/permissions.ts and route-access.ts. */
export function permissionsDocument(): string {
  const permissions = [...new Set(roles.flatMap((role) => permissionsOf[role]))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const ofRoles = permissions.map((permission) => [
    `\`${permission}\``,
    ...roles.map((role) => (permissionsOf[role].includes(permission) ? 'yes' : '')),
  ]);
  const ofRoutes = Object.entries(routeAccess).map(([route, access]) => [`\`${route}\``, `\`${access}\``]);
  return `# Roles and permissions

Written by \`npx tsx scripts/permissions-document.ts\` from \`src/accounts/permissions.ts\` and \`route-access.ts\`; a test tells when it is
old, and asks every route as every role. The administrator makes accounts and goes together with no other role. A permission lets
somebody ask; which cases they may know of is decided for each case (its audience), and what they can open by the keys they hold. Nobody is of an
audience whom nobody who holds the unit's key let in ([decision 0016](decisions/0016-letting-in.md)): handlers by the key, supervisors by vouching.

## Who may do what

${table(['permission', ...roles.map((role) => names[role])], ofRoles)}

## What of a case each sees and changes

\`audience\`: who may know of the case. For everybody else nothing of it exists: \`test/access\` asks every route.

${table(['part', 'seen by', 'changed by'], ofACase)}

## What each page needs

\`member\`: signed in. \`confirmed\`: signed in, and has shown the password (and the second step) again within ten minutes. \`enrolling\`: the
same, or must set a second step up before anything else. \`step\`: the password was right, the second step is owed. \`session\`: any of
these. \`link\`: a one-time link. \`everyone\`: nothing.

${table(['route', 'needs'], ofRoutes)}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(fileURLToPath(new URL('../docs/permissions.md', import.meta.url)), permissionsDocument());
