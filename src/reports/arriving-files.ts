import type { EvidenceService, Received, Target } from '../cases/evidence-service.ts';
import { derivedId, isId } from '../storage/ids.ts';
import { FILES_ID, textOf } from '../web/form-fields.ts';
import { type ReceiveFile } from '../web/uploads.ts';

/**
 * Takes each file of a form as it arrives.
 * @param targetOf what the fields before it open; undefined for nothing, and the answer to the whole form then says why
 */
export function takeFilesInto(
  targetOf: (body: unknown) => Promise<Target | undefined>,
  evidence: Pick<EvidenceService, 'receive'>,
): ReceiveFile<Received> {
  return async (body, name, bytes, index, request) => {
    const target = await targetOf(body);
    if (!target) return undefined;
    const id = fileIdOf(body, { caseId: target.caseId, name, index });
    return evidence.receive({ ...target, ...id, request }, name, bytes);
  };
}

/**
 * The id of a file whose page carries a one-use id, so that a reload keeps it once; undefined where the page carries none.
 * The name is part of it: another file, chosen after going back to the same page, is another one.
 */
function fileIdOf(
  body: unknown,
  { caseId, name, index }: { caseId: string; name: string; index: number },
): { formFileId?: string } {
  const pageId = textOf(body, FILES_ID);
  return isId(pageId) ? { formFileId: derivedId(caseId, pageId, String(index), name) } : {};
}
