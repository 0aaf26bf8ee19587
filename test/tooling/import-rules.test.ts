import { expect } from 'chai';
import { importsOf, violationsIn } from '../../scripts/import-rules.ts';

describe('The imports of a file', () => {
  it('are found however they are written', () => {
    const source = [
      "import { createA, type B } from './a.ts';",
      "import type {\n  C,\n  D,\n} from '../d/d.ts';",
      "export * from 'express';",
      "import 'side-effect';",
      "const late = await import('./late.ts');",
    ].join('\n');
    expect(importsOf('src/x/x.ts', source)).to.deep.equal([
      { from: 'src/x/a.ts', names: ['createA', 'type B'], typeOnly: false },
      { from: 'src/d/d.ts', names: ['C', 'D'], typeOnly: true },
      { from: 'express', names: ['*'], typeOnly: false },
      { from: 'side-effect', names: [], typeOnly: false },
      { from: 'src/x/late.ts', names: [], typeOnly: false },
    ]);
  });
});

describe('The direction of imports', () => {
  const refused: readonly (readonly [file: string, source: string])[] = [
    ['src/cases/case.ts', "import type { Request } from 'express';"],
    ['src/storage/ids.ts', "import { render } from '../web/view.ts';"],
    ['src/accounts/accounts-service.ts', "import express from 'express';"],
    ['src/embedded-mongo/wire/server.ts', "import { StartRefused } from '../../errors.ts';"],
    ['src/vault/token.ts', "import { dayOf } from '../calendar/day.ts';"],
    ['src/storage/database.ts', "import { startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.ts';"],
    ['src/reports/reports-service.ts', "import { Schema } from 'mongoose';"],
    ['src/triage/triage-service.ts', "import { plainCase } from '../cases/case-store.ts';"],
    ['src/triage/triage-routes.ts', "import { createReplyService } from '../cases/reply-service.ts';"],
    ['src/triage/triage-routes.ts', "import { createServices } from '../services.ts';"],
    ['src/log.ts', "import { portal } from '../test/support/portal.ts';"],
  ];
  for (const [file, source] of refused)
    it(`refuses in ${file}: ${source}`, () => {
      expect(violationsIn(file, source)).to.have.length(1);
    });

  const allowed: readonly (readonly [file: string, source: string])[] = [
    ['src/services.ts', "import { createCaseStore } from './cases/case-store.ts';"],
    ['src/cases/reply-service.ts', "import type { CaseStore } from './case-store.ts';"],
    ['src/cases/case-store.ts', "import { Schema } from 'mongoose';"],
    ['src/cases/reply-service.ts', "import type { Log } from '../log.ts';"],
    ['src/triage/triage-routes.ts', "import type { Services } from '../services.ts';"],
  ];
  for (const [file, source] of allowed)
    it(`allows in ${file}: ${source}`, () => {
      expect(violationsIn(file, source)).to.deep.equal([]);
    });
});
