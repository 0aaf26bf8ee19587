import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { z } from 'zod';
import { openCaseKeys } from '../../src/vault/case-keys.ts';
import { asContentKey, openContent } from '../../src/vault/content.ts';
import { openFile } from '../../src/vault/file-stream.ts';
import { recipientFingerprint, recipientOf } from '../../src/vault/key-pairs.ts';
import { padmeSize } from '../../src/vault/padding.ts';
import { checkPassword } from '../../src/vault/password.ts';
import { checkRecoveryAnswer } from '../../src/vault/recovery.ts';
import { parseReportCode, reportCodeKeys } from '../../src/vault/report-code.ts';
import { openSecret } from '../../src/vault/sealed-to.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { tokenKeys } from '../../src/vault/token.ts';
import { asWrappingKey, unwrapSecret } from '../../src/vault/wrapping.ts';
import { collect, inChunks } from './support.ts';

const hex = z.string().transform((written) => Buffer.from(written, 'hex'));
const wrappingKey = hex.transform((bytes) => asWrappingKey(bytes));
const contentKey = z.string().transform((written) => asContentKey(written));
const place = z.object({ ownerId: z.string(), kind: z.string(), itemId: z.string(), sequence: z.number() });
const data = z.string().transform((written) => Buffer.from(written, 'base64'));
const envelope = z.object({ scheme: z.string(), data });
const sealed = z.object({ place, plaintext: z.string(), envelope });
const derived = z.object({ lookupId: z.string(), wrappingKey: hex });

const vectorsShape = z.object({
  content: sealed.extend({ key: contentKey }),
  file: sealed.extend({ key: contentKey }),
  wrapped: sealed.extend({ wrappingKey }),
  sealed: sealed.extend({ identity: z.string(), recipient: z.string(), fingerprint: z.string() }),
  caseKeys: z.object({ caseId: z.string(), keys: z.record(z.string(), z.string()), envelope }),
  caseKeysWithRecovery: z.object({
    caseId: z.string(),
    keys: z.record(z.string(), z.union([z.string(), z.boolean()])),
    envelope,
  }),
  padme: z.array(z.object({ length: z.number(), size: z.number() })),
  reportCode: derived.extend({ code: z.string(), typed: z.array(z.string()) }),
  tokens: z.array(
    derived.extend({ purpose: z.enum(['draft', 'session', 'invitation', 'form']), token: z.string() }),
  ),
  serverKeys: z.object({
    secret: z.string(),
    ownerId: z.string(),
    recipientMac: z.string(),
    secretCheck: z.string(),
    purpose: z.string(),
    value: z.string(),
    mac: z.string(),
  }),
  password: z.object({
    password: z.string(),
    record: z.object({ scheme: z.string(), salt: hex, verifier: hex }),
    wrappingKey: hex,
  }),
  recoveryAnswer: z.object({ answer: z.string(), hash: z.string() }),
});

async function readVectors(): Promise<z.infer<typeof vectorsShape>> {
  const json = await readFile(new URL('../../docs/sealing-vectors.json', import.meta.url), 'utf8');
  return vectorsShape.parse(JSON.parse(json));
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

describe('the vectors of docs/sealing.md', () => {
  it('that are envelopes, open to what they were made of', async () => {
    const vectors = await readVectors();
    const { content, file, wrapped, sealed: secret } = vectors;
    expect(asText(await openContent(content.key, content.place, content.envelope))).to.equal(
      content.plaintext,
    );
    const opened = openFile(file.key, file.place, file.envelope.scheme, inChunks(file.envelope.data, 1000));
    expect(asText(await collect(opened))).to.equal(file.plaintext);
    const unwrapped = await unwrapSecret(wrapped.wrappingKey, wrapped.place, wrapped.envelope);
    expect(asText(unwrapped)).to.equal(wrapped.plaintext);
    const told = await openSecret([secret.identity], secret.place, secret.envelope);
    expect(asText(told)).to.equal(secret.plaintext);
    for (const { caseId, keys, envelope: sealedKeys } of [vectors.caseKeys, vectors.caseKeysWithRecovery])
      expect(await openCaseKeys([secret.identity], caseId, sealedKeys)).to.eql(keys);
  });

  it('that are codes and tokens, give the ids and keys written down', async () => {
    const { reportCode, tokens } = await readVectors();
    for (const typed of reportCode.typed) {
      expect(parseReportCode(typed)).to.eql({ ok: true, code: reportCode.code });
    }
    const keys = reportCodeKeys(reportCode.code);
    expect(keys.lookupId).to.equal(reportCode.lookupId);
    expect(reportCode.wrappingKey.equals(keys.wrappingKey)).to.equal(true);
    for (const { purpose, token, lookupId, wrappingKey: expected } of tokens) {
      const found = tokenKeys(purpose, token);
      expect(found.lookupId).to.equal(lookupId);
      expect(expected.equals(found.wrappingKey)).to.equal(true);
    }
  });

  it('that are MACs, fingerprints and passwords, come out as written down', async () => {
    const { serverKeys, sealed: secret, password, recoveryAnswer, padme } = await readVectors();
    const keys = createServerKeys(serverKeys.secret);
    expect(keys.macRecipient(serverKeys.ownerId, secret.recipient)).to.equal(serverKeys.recipientMac);
    expect(keys.secretCheck()).to.equal(serverKeys.secretCheck);
    expect(keys.mac(serverKeys.purpose, serverKeys.value)).to.equal(serverKeys.mac);
    expect(await recipientOf(secret.identity)).to.equal(secret.recipient);
    expect(recipientFingerprint(secret.recipient)).to.equal(secret.fingerprint);
    const key = await checkPassword(password.password, password.record);
    expect(password.wrappingKey.equals(key ?? Buffer.alloc(0))).to.equal(true);
    expect(checkRecoveryAnswer(recoveryAnswer.answer, recoveryAnswer.hash)).to.equal(true);
    for (const { length, size } of padme) expect(padmeSize(length)).to.equal(size);
  });
});
