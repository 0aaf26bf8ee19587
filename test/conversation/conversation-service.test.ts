import { expect } from 'chai';
import { createConversationService } from '../../src/conversation/conversation-service.ts';
import { createMessageStore } from '../../src/conversation/message-store.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newContentKey } from '../../src/vault/content.ts';
import { VaultError } from '../../src/vault/errors.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

type Conversation = ReturnType<typeof createConversationService>;

describe('a conversation', () => {
  let test: TestDatabase;
  let conversation: Conversation;
  const keys = { conversation: newContentKey(), office: newContentKey() };

  before(async () => {
    test = await testDatabase({ isNew: false });
    conversation = createConversationService({
      messages: createMessageStore(test.database),
      today: () => '2026-03-02',
    });
    await test.createIndexes();
  });

  after(async () => test.close());

  async function send(
    caseId: string,
    text: string,
    formId = randomId(),
    from: 'reporter' | 'note' = 'reporter',
  ) {
    const key = from === 'note' ? keys.office : keys.conversation;
    return conversation.send(key, { caseId, formId, from, text, fileIds: [], owed: [] });
  }

  it('of twenty messages written at once, holds each once in an order of its own', async () => {
    const caseId = randomId();
    const texts = Array.from({ length: 20 }, (_, index) => `Pesan ${index}`);
    const sent = await Promise.all(texts.map(async (text) => send(caseId, text)));
    expect(sent.every(Boolean)).to.equal(true);
    const stored = await test.database
      .collection('messages')
      .find({ caseId })
      .sort({ sequence: 1 })
      .toArray();
    expect(stored.map((message) => message['sequence'])).to.deep.equal(texts.map((_, index) => index + 1));
    const read = await conversation.read(caseId, keys);
    expect(read.map(({ text }) => text)).to.have.members(texts);
  });

  it('takes a text of a form once, another text of it as another message, and both under another key as others', async () => {
    const [caseId, formId] = [randomId(), randomId()];
    expect(await send(caseId, 'a', formId)).to.equal(true);
    expect(await send(caseId, 'a', formId)).to.equal(false);
    expect(await send(caseId, 'b', formId)).to.equal(true);
    expect(await send(caseId, 'a', formId, 'note')).to.equal(true);
    expect((await conversation.read(caseId, keys)).map(({ text }) => text)).to.deep.equal(['a', 'b', 'a']);
    expect(await conversation.wasSent(keys.conversation, { formId, text: 'a' })).to.equal(true);
    for (const [key, form, text] of [
      [keys.conversation, randomId(), 'a'],
      [keys.conversation, formId, 'c'],
      [newContentKey(), formId, 'a'],
    ] as const)
      expect(await conversation.wasSent(key, { formId: form, text })).to.equal(false);
  });

  it('shows notes to who holds the key of the office alone', async () => {
    const caseId = randomId();
    await send(caseId, 'pesan');
    await send(caseId, 'catatan', randomId(), 'note');
    const ofReporter = await conversation.read(caseId, { conversation: keys.conversation });
    expect(ofReporter.map(({ text }) => text)).to.deep.equal(['pesan']);
    expect((await conversation.read(caseId, keys)).map(({ text }) => text)).to.deep.equal([
      'pesan',
      'catatan',
    ]);
  });

  it('whose messages were changed places, or moved from another case, is refused', async () => {
    const [one, other] = [randomId(), randomId()];
    await send(one, 'pertama');
    await send(other, 'asing');
    const messages = test.database.collection('messages');
    const foreign = await messages.findOne({ caseId: other });
    await messages.updateOne({ caseId: one }, { $set: { body: foreign?.['body'] } });
    const error: unknown = await conversation.read(one, keys).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(VaultError);
  });
});
