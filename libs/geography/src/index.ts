export { GeographyImport, type GeographyLoad, type ImportedFile, type ImportProgress } from './geography-import.js';
export { GeographyStatus, type GeographyHolding, type GeographySource } from './geography-status.js';
export { GeographyModule } from './geography.module.js';
export { GEOGRAPHY_KINDS, type GeographyKind } from './layouts.js';
export { DIRECTORY_ROW_OF, PostcodeLookup, type DirectoryRow, type PostcodeAnswer, type PostcodePlace } from './postcode-lookup.js';
export { type RowFault } from './read-row.js';
export { TravelTimesImport, type TravelTimesLoad } from './travel-times-import.js';
export { TravelTimesLookup, type Departure } from './travel-times-lookup.js';
