import { Module } from '@nestjs/common';
import { GeographyImport } from './geography-import.js';
import { GeographyStatus } from './geography-status.js';
import { PostcodeLookup } from './postcode-lookup.js';

@Module({
  providers: [GeographyImport, GeographyStatus, PostcodeLookup],
  exports: [GeographyImport, GeographyStatus, PostcodeLookup],
})
export class GeographyModule {}
