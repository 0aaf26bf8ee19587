import { VersionConflict } from '../errors.ts';

/** An act of one button, of which nothing is lost where a colleague or the reporter was faster: the page of the case shows what they did. */
export async function unlessOvertaken(act: Promise<void>): Promise<void> {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof VersionConflict)) throw error;
  }
}
