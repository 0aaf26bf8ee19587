import {
  ImageMagick,
  initializeImageMagick,
  MagickFormat,
  MagickGeometry,
  type IMagickImage,
  MagickImageInfo,
  MagickReadSettings,
  ResourceLimits,
} from '@imagemagick/magick-wasm';
import { pictureDecoders } from './preview-request.ts';

/** The longest edge of what is shown, in pixels: readable on a large screen. */
export const LONGEST_EDGE = 1600;
const QUALITY = 82;
/** A scan or a photo of today is under it; a bomb is not. */
const MOST_PIXELS = 50_000_000n;
const LONGEST_PICTURE_EDGE = 30_000n;
const MOST_BYTES = 400n * 1024n * 1024n;

/** Pixels, 8 bits each of blue, green, red and alpha. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture made anew from pixels alone, as WebP. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Whether decoding was refused because the picture is too large. */
export class PictureTooLarge extends Error {}

/** Pictures, from WebAssembly: a hostile file that breaks a decoder is still inside its memory. */
export async function createPictureDrawing(wasm: Uint8Array) {
  await initializeImageMagick(wasm);
  ResourceLimits.memory = MOST_BYTES;
  ResourceLimits.maxMemoryRequest = MOST_BYTES;
  ResourceLimits.disk = 0n;
  ResourceLimits.area = MOST_PIXELS;
  ResourceLimits.width = LONGEST_PICTURE_EDGE;
  ResourceLimits.height = LONGEST_PICTURE_EDGE;
  ResourceLimits.listLength = 8n;

  /** Refused by its header, before a pixel is unpacked. */
  function sizeOf(bytes: Uint8Array, format: string): { width: number; height: number } {
    const { width, height } = MagickImageInfo.create(bytes, settingsFor(format));
    if (format !== 'jpg' && BigInt(width) * BigInt(height) > MOST_PIXELS) throw new PictureTooLarge();
    return { width, height };
  }

  return {
    sizeOf,

    /** The first picture of the file, upright, without a property of the file. */
    draw(bytes: Uint8Array, format: string): Drawn {
      const { width, height } = sizeOf(bytes, format);
      const settings = settingsFor(format);
      // A large photo is unpacked at a fraction of its size: its decoder halves it on the way.
      if (Math.max(width, height) > 2 * LONGEST_EDGE)
        settings.setDefine(MagickFormat.Jpeg, 'size', `${LONGEST_EDGE}x${LONGEST_EDGE}`);
      return ImageMagick.read(bytes, settings, (image) => {
        image.autoOrient();
        return written(image);
      });
    },

    /** The same from pixels that something else has drawn. */
    encode({ width, height, data }: Pixels): Drawn {
      const settings = new MagickReadSettings({ format: MagickFormat.Bgra, width, height, depth: 8 });
      return ImageMagick.read(data, settings, written);
    },
  };
}

function settingsFor(format: string): MagickReadSettings {
  const name = pictureDecoders[format];
  const decoder = Object.values(MagickFormat).find((each) => each === name);
  if (decoder === undefined) throw new Error('there is no decoder for this format');
  return new MagickReadSettings({ format: decoder, frameIndex: 0, frameCount: 1 });
}

function written(image: IMagickImage): Drawn {
  image.strip();
  if (Math.max(image.width, image.height) > LONGEST_EDGE)
    image.resize(new MagickGeometry(LONGEST_EDGE, LONGEST_EDGE));
  image.quality = QUALITY;
  const { width, height } = image;
  return image.write(MagickFormat.WebP, (bytes) => ({ width, height, bytes: Uint8Array.from(bytes) }));
}
