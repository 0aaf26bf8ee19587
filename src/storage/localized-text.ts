import mongoose from 'mongoose';

/** A name in both languages of the portal. */
export interface LocalizedText {
  readonly id: string;
  readonly en: string;
}

/** A name in both languages, inside a document. */
export const localizedTextSchema = new mongoose.Schema<LocalizedText>(
  { id: { type: String, default: '' }, en: { type: String, default: '' } },
  { _id: false, strict: 'throw', id: false },
);
