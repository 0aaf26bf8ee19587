import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { z } from 'zod';
import {
  beforeTheFirst,
  linksAfter,
  openPartOf,
  openSaltOf,
  readHead,
  spellHead,
} from '../../src/audit/audit-hashes.ts';

const text = z.string();
const vectorsSchema = z.object({
  chain: z.array(
    z.object({
      line: z.object({
        _id: text,
        act: text,
        memberId: text.nullable(),
        caseId: text.nullable(),
        subjectId: text.exactOptional(),
        detail: text.exactOptional(),
        on: text,
        audience: z.array(text),
        readers: z.array(text),
        salt: text,
      }),
      subject: text,
      openSalt: text,
      link: z.object({ sequence: z.number(), previous: text, commitment: text, hash: text }),
    }),
  ),
});

describe('The hashes of the audit chain', () => {
  it('are those of the published vectors', () => {
    const file = new URL('../../docs/audit-vectors.json', import.meta.url);
    const { chain } = vectorsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const links = linksAfter(
      beforeTheFirst,
      chain.map(({ line }) => line),
    );
    expect(chain).to.have.length(4);
    for (const [at, { line, subject, openSalt, link }] of chain.entries()) {
      expect(openPartOf(line).subject).to.equal(subject);
      expect(openSaltOf(line)).to.equal(openSalt);
      expect(links[at]).to.deep.equal({ _id: line._id, ...link });
    }
  });

  it('are read as they are spelled in mail, wrapped and in capitals too, and from nothing else', () => {
    const head = { sequence: 1234, hash: '0123456789abcdef'.repeat(4) };
    expect(readHead(spellHead(head))).to.deep.equal(head);
    expect(readHead(` 1234 :\n${head.hash.toUpperCase()} `)).to.deep.equal(head);
    for (const typed of ['', '1234', `0:${head.hash}`, `1234:${head.hash}0`, `-1:${head.hash}`, head.hash])
      expect(readHead(typed), typed).to.equal(undefined);
  });
});
