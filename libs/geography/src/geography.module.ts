import { Module } from '@nestjs/common';
import { GeographyImport } from './geography-import.js';
import { GeographyStatus } from './geography-status.js';
import { PostcodeLookup } from './postcode-lookup.js';
import { TravelTimesImport } from './travel-times-import.js';
import { TravelTimesLookup } from './travel-times-lookup.js';

@Module({
  providers: [GeographyImport, GeographyStatus, PostcodeLookup, TravelTimesImport, TravelTimesLookup],
  exports: [GeographyImport, GeographyStatus, PostcodeLookup, TravelTimesImport, TravelTimesLookup],
})
export class GeographyModule {}
