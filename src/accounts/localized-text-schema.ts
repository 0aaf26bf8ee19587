import mongoose from 'mongoose';
import type { LocalizedText } from './member.ts';

/** A name in both languages, inside a document. */
export const localizedTextSchema = new mongoose.Schema<LocalizedText>(
  { id: { type: String, default: '' }, en: { type: String, default: '' } },
  { _id: false, strict: 'throw', id: false },
);
