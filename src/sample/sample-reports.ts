import {
  parcel,
  recruitmentFee,
  vehicleRental,
  insults,
  officialCar,
  honorarium,
} from './reports/integrity.ts';
import { queue, access, publicInformation, counter, thanks } from './reports/service.ts';
import { travelClaims } from './reports/travel-claims.ts';
import type { SampleReport } from './sample-report.ts';

export type { SampleMessage, SamplePosition, SampleReport } from './sample-report.ts';

/** Twelve reports of both lanes, from two lines to some 5,000 words, written for this project. */
export const sampleReports: readonly SampleReport[] = [
  parcel,
  recruitmentFee,
  vehicleRental,
  insults,
  officialCar,
  honorarium,
  travelClaims,
  queue,
  access,
  publicInformation,
  counter,
  thanks,
];
