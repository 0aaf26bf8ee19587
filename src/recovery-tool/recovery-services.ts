import { createKeyGrantStore } from '../accounts/keys/key-grant-store.ts';
import { caseCollection } from '../cases/case-collection-store.ts';
import { createCaseStore } from '../cases/case-store.ts';
import { createFileThreads } from '../disclosure/threads/file-threads.ts';
import { createEvidenceService } from '../cases/evidence-service.ts';
import { dayOf } from '../calendar/day.ts';
import type { DatabaseConfig } from '../config.ts';
import { createConversationService } from '../conversation/conversation-service.ts';
import { createMessageStore } from '../conversation/message-store.ts';
import { createPdfWordsService } from '../preview/pdf-words-service.ts';
import { createSealedFiles } from '../storage/sealed-files.ts';
import { existingStore } from '../store-tool/data-folder.ts';
import { openAt, openEmbedded } from '../store-tool/databases.ts';

const NO_UPLOADS = { maxFiles: 0, maxFileBytes: 0, quotaBytes: 0, reserveBytes: 0 };
const today = () => dayOf(new Date(), 'UTC'); // asked for only by what writes

/**
 * What a recovery reads, on the database alone: no server secret, no lease, no job, no index is made and nothing is
 * written.
 * @throws {StoreToolRefused} when the data folder holds no store
 * @throws {EmbeddedMongoError} when a portal uses the data folder, or its files are damaged
 * @throws {DatabaseUnreachable}
 */
export async function createRecoveryServices({ dataFolder, mongodbUri }: DatabaseConfig) {
  const { database, close } =
    mongodbUri === undefined ? await openEmbedded(await existingStore(dataFolder)) : await openAt(mongodbUri);
  const files = createSealedFiles({ database, processId: '' });
  return {
    cases: createCaseStore(caseCollection(database)),
    grants: createKeyGrantStore(database),
    conversation: createConversationService({ messages: createMessageStore(database), today }),
    evidence: createEvidenceService({
      files,
      limits: NO_UPLOADS,
      threads: createFileThreads(),
      pdfWords: createPdfWordsService(),
      room: { hasRoom: async () => false },
      expectFiles: async () => undefined,
      today,
    }),
    close,
  };
}

export type RecoveryServices = Awaited<ReturnType<typeof createRecoveryServices>>;
