import type { Day } from './day.ts';
import type { Holiday } from './holiday.ts';

/**
 * The decree (SKB) for 2027 was not found. Which feasts are holidays comes from Keppres 8/2024; days that do not move
 * and those that follow Easter are certain, the others are reckoned and marked provisional. Joint leave exists only by
 * decree, so none is listed: until an office enters it, deadlines err towards the earlier day.
 */
const presidentialDecision = 'Keppres 8/2024 tentang Hari-Hari Libur';
const easter = `${presidentialDecision}; Gregorian Easter, 28 March 2027`;
const hijri = `${presidentialDecision}; new moon, criterion of MABIMS (altitude 3°, elongation 6.4°)`;

function certain(day: Day, id: string, en: string, source = presidentialDecision): Holiday {
  return { day, kind: 'national', name: { id, en }, source, provisional: false };
}

function reckoned(day: Day, id: string, en: string, source: string): Holiday {
  return { day, kind: 'national', name: { id, en }, source, provisional: true };
}

/** What is known of the holidays of 2027, in order of day. */
export const holidays2027: readonly Holiday[] = [
  certain('2027-01-01', 'Tahun Baru 2027 Masehi', "New Year's Day"),
  reckoned('2027-01-05', 'Isra Mikraj Nabi Muhammad SAW', 'Ascension of the Prophet Muhammad', hijri),
  reckoned(
    '2027-02-06',
    'Tahun Baru Imlek 2578 Kongzili',
    'Lunar New Year',
    `${presidentialDecision}; new moon of 6 February 2027`,
  ),
  reckoned(
    '2027-03-08',
    'Hari Suci Nyepi (Tahun Baru Saka 1949)',
    'Nyepi, the Day of Silence',
    `${presidentialDecision}; new moon of 8 March 2027 (Tilem Kesanga)`,
  ),
  reckoned('2027-03-10', 'Idul Fitri 1448 Hijriah', 'Eid al-Fitr', hijri),
  reckoned('2027-03-11', 'Idul Fitri 1448 Hijriah', 'Eid al-Fitr', hijri),
  certain('2027-03-26', 'Wafat Yesus Kristus', 'Good Friday', easter),
  certain('2027-03-28', 'Kebangkitan Yesus Kristus (Paskah)', 'Easter Sunday', easter),
  certain('2027-05-01', 'Hari Buruh Internasional', 'International Labour Day'),
  certain('2027-05-06', 'Kenaikan Yesus Kristus', 'Ascension Day', easter),
  reckoned('2027-05-17', 'Idul Adha 1448 Hijriah', 'Eid al-Adha', hijri),
  reckoned(
    '2027-05-20',
    'Hari Raya Waisak 2571 BE',
    'Vesak Day',
    `${presidentialDecision}; full moon of 20 May 2027`,
  ),
  certain('2027-06-01', 'Hari Lahir Pancasila', 'Pancasila Day'),
  reckoned('2027-06-06', '1 Muharam Tahun Baru Islam 1449 Hijriah', 'Islamic New Year', hijri),
  reckoned('2027-08-15', 'Maulid Nabi Muhammad SAW', 'Birthday of the Prophet Muhammad', hijri),
  certain('2027-08-17', 'Proklamasi Kemerdekaan', 'Independence Day'),
  certain('2027-12-25', 'Kelahiran Yesus Kristus (Natal)', 'Christmas Day'),
  reckoned(
    '2027-12-26',
    'Isra Mikraj Nabi Muhammad SAW (1449 Hijriah)',
    'Ascension of the Prophet Muhammad',
    hijri,
  ),
];
