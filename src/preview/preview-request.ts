/** What the portal asks of the process that makes previews: one line of JSON, then the bytes of the file. */
export interface PreviewRequest {
  /** As `FileType` names it. */
  readonly format: string;
  /** Of a PDF, from 1. */
  readonly page: number;
  /** Whether to draw it, or only to say what there is to draw. */
  readonly isDrawn: boolean;
}

/** Why there is no preview. */
export const previewProblems = ['locked', 'too-large', 'failed'] as const;
export type PreviewProblem = (typeof previewProblems)[number];

/** What it answers: one line of JSON, then the picture as WebP where it was drawn. Sizes are in pixels. */
export type PreviewAnswer =
  | { readonly width: number; readonly height: number; readonly pages: number }
  | { readonly problem: PreviewProblem };

/** Formats of pictures by the name that ImageMagick has for their decoder: it is named, never guessed from the bytes. */
export const pictureDecoders: Readonly<Record<string, string>> = {
  jpg: 'JPEG',
  png: 'PNG',
  apng: 'PNG',
  gif: 'GIF',
  webp: 'WEBP',
  heic: 'HEIC',
  avif: 'AVIF',
  tif: 'TIFF',
  bmp: 'BMP',
};
