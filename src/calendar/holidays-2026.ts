import type { Day } from './day.ts';
import type { Holiday } from './holiday.ts';

/**
 * Joint decree (SKB) of the ministers of Religious Affairs, of Manpower and of Administrative Reform, 19 September
 * 2025: 17 national holidays and 8 days of joint leave. Read in copies: kemenkopmk.go.id's announcement as carried by
 * disdiksmg.semarangkota.go.id, clicksuara.com and brilio.net.
 */
const decree = 'SKB 3 Menteri Nomor 1497 Tahun 2025, 2 Tahun 2025 dan 5 Tahun 2025';

function national(day: Day, id: string, en: string): Holiday {
  return { day, kind: 'national', name: { id, en }, source: decree, provisional: false };
}

function jointLeave(day: Day, id: string, en: string): Holiday {
  const name = { id: `Cuti bersama ${id}`, en: `Joint leave for ${en}` };
  return { day, kind: 'joint-leave', name, source: decree, provisional: false };
}

/** Every holiday of 2026, in order of day. */
export const holidays2026: readonly Holiday[] = [
  national('2026-01-01', 'Tahun Baru 2026 Masehi', "New Year's Day"),
  national('2026-01-16', 'Isra Mikraj Nabi Muhammad SAW', 'Ascension of the Prophet Muhammad'),
  jointLeave('2026-02-16', 'Tahun Baru Imlek 2577 Kongzili', 'Lunar New Year'),
  national('2026-02-17', 'Tahun Baru Imlek 2577 Kongzili', 'Lunar New Year'),
  jointLeave('2026-03-18', 'Hari Suci Nyepi', 'Nyepi, the Day of Silence'),
  national('2026-03-19', 'Hari Suci Nyepi (Tahun Baru Saka 1948)', 'Nyepi, the Day of Silence'),
  jointLeave('2026-03-20', 'Idul Fitri 1447 Hijriah', 'Eid al-Fitr'),
  national('2026-03-21', 'Idul Fitri 1447 Hijriah', 'Eid al-Fitr'),
  national('2026-03-22', 'Idul Fitri 1447 Hijriah', 'Eid al-Fitr'),
  jointLeave('2026-03-23', 'Idul Fitri 1447 Hijriah', 'Eid al-Fitr'),
  jointLeave('2026-03-24', 'Idul Fitri 1447 Hijriah', 'Eid al-Fitr'),
  national('2026-04-03', 'Wafat Yesus Kristus', 'Good Friday'),
  national('2026-04-05', 'Kebangkitan Yesus Kristus (Paskah)', 'Easter Sunday'),
  national('2026-05-01', 'Hari Buruh Internasional', 'International Labour Day'),
  national('2026-05-14', 'Kenaikan Yesus Kristus', 'Ascension Day'),
  jointLeave('2026-05-15', 'Kenaikan Yesus Kristus', 'Ascension Day'),
  national('2026-05-27', 'Idul Adha 1447 Hijriah', 'Eid al-Adha'),
  jointLeave('2026-05-28', 'Idul Adha 1447 Hijriah', 'Eid al-Adha'),
  national('2026-05-31', 'Hari Raya Waisak 2570 BE', 'Vesak Day'),
  national('2026-06-01', 'Hari Lahir Pancasila', 'Pancasila Day'),
  national('2026-06-16', '1 Muharam Tahun Baru Islam 1448 Hijriah', 'Islamic New Year'),
  national('2026-08-17', 'Proklamasi Kemerdekaan', 'Independence Day'),
  national('2026-08-25', 'Maulid Nabi Muhammad SAW', 'Birthday of the Prophet Muhammad'),
  jointLeave('2026-12-24', 'Kelahiran Yesus Kristus (Natal)', 'Christmas'),
  national('2026-12-25', 'Kelahiran Yesus Kristus (Natal)', 'Christmas Day'),
];
