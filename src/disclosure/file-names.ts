/** A day, as cameras, telephones and messengers write it: 20260102, 2026-01-02, 2026_01_02, 02-01-2026. */
const day =
  '(?:(?:19|20)\\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\\d|3[01])|(?:0[1-9]|[12]\\d|3[01])[-_.](?:0[1-9]|1[0-2])[-_.](?:19|20)\\d{2})';
const hour = '(?:[01]\\d|2[0-3])[-_.:]?[0-5]\\d(?:[-_.:]?[0-5]\\d)?';
/** 'WhatsApp Image 2026-01-02 at 10.11.12.jpeg', 'IMG_20260102_101112.jpg', 'Screenshot_20260102-101112.png'. */
const moment = new RegExp(
  `(?<!\\d)${day}(?:[ _-]{1,3}|[ _]?T[ _]?|[ _]at[ _]|[ _]pukul[ _])${hour}(?!\\d{4})`,
  'u',
);

/** The words of a name that say to the minute when a file was made or came in; undefined where at most the day is told. */
export function momentIn(fileName: string): string | undefined {
  return moment.exec(fileName)?.[0];
}
