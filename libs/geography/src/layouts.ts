import { IMD_AREAS, type ImdEdition } from '#lib/kernel';

/** What a file holds, in the order in which files of one call are loaded. */
export const GEOGRAPHY_KINDS = ['lsoa-changes', 'lsoa-boards', 'deprivation-2019', 'deprivation-2025', 'postcodes'] as const;
export type GeographyKind = (typeof GEOGRAPHY_KINDS)[number];

/** A column that a row reader asks for. */
export type Field =
  | 'postcode' | 'terminated' | 'country' | 'lad' | 'lsoa11' | 'lsoa21' | 'icb' | 'subIcb'
  | 'easting' | 'northing' | 'gridIndicator' | 'latitude' | 'longitude'
  | 'rank' | 'decile' | 'score' | 'change';

/**
 * A published arrangement of columns. Headings are lower case; `NN` stands for a year of two digits, so
 * 'ladNNcd' is lad25cd and lad26cd. Where several headings are given for a field the first one there is read.
 * A postcode file's `imd` column is nobody's field: it holds ranks, in most files of another edition or
 * nation, and can therefore never be taken for a decile.
 */
export interface Layout {
  readonly code: string;
  readonly title: string;
  readonly kind: GeographyKind;
  readonly needed: Readonly<Partial<Record<Field, readonly string[]>>>;
  readonly extra: Readonly<Partial<Record<Field, readonly string[]>>>;
}

const ONS_POSITION = { easting: ['oseast1m'], northing: ['osnrth1m'], latitude: ['lat'], longitude: ['long'] } as const;
const IMD = 'index of multiple deprivation (imd)';

/** The published long headings of one edition; File 1 of 2019 has neither a score nor the words in brackets. */
function indexOfDeprivation(edition: ImdEdition, census: '2011' | '2021', files: string): Layout {
  const lsoa = census === '2011' ? ('lsoa11' as const) : ('lsoa21' as const);
  return {
    code: `iod${edition}`,
    title: `Indices of Deprivation ${edition}, ${files} (${IMD_AREAS[edition]} areas)`,
    kind: `deprivation-${edition}`,
    needed: {
      [lsoa]: [`lsoa code (${census})`],
      rank: [`${IMD} rank (where 1 is most deprived)`, `${IMD} rank`],
      decile: [`${IMD} decile (where 1 is most deprived 10% of lsoas)`, `${IMD} decile`],
    },
    extra: { score: [`${IMD} score`] },
  };
}

function shortIndexOfDeprivation(edition: ImdEdition, lsoa: 'lsoa11' | 'lsoa21'): Layout {
  return {
    code: `imd${edition}-short`,
    title: `Index of Multiple Deprivation ${edition} with short headings`,
    kind: `deprivation-${edition}`,
    needed: { [lsoa]: [`${lsoa}_code`], rank: ['imd_rank'], decile: ['imd_decile'] },
    extra: { score: ['imd_score'] },
  };
}

export const LAYOUTS: readonly Layout[] = [
  {
    code: 'onspd-2011',
    title: 'ONS Postcode Directory up to 2024',
    kind: 'postcodes',
    needed: { postcode: ['pcds', 'pcd', 'pcd2'], terminated: ['doterm'], country: ['ctry'], lad: ['oslaua'], lsoa11: ['lsoa11'], ...ONS_POSITION },
    extra: { lsoa21: ['lsoa21'], icb: ['icb', 'stp'], gridIndicator: ['osgrdind'] },
  },
  {
    code: 'nspl-2011',
    title: 'National Statistics Postcode Lookup on 2011 areas',
    kind: 'postcodes',
    needed: { postcode: ['pcds', 'pcd', 'pcd2'], terminated: ['doterm'], country: ['ctry'], lad: ['laua'], lsoa11: ['lsoa11'], ...ONS_POSITION },
    extra: { lsoa21: ['lsoa21'], icb: ['icb', 'stp'], gridIndicator: ['osgrdind'] },
  },
  {
    code: 'nspl-2021',
    title: 'National Statistics Postcode Lookup on 2021 areas, up to 2024',
    kind: 'postcodes',
    needed: { postcode: ['pcds', 'pcd', 'pcd2'], terminated: ['doterm'], country: ['ctry'], lad: ['laua'], lsoa21: ['lsoa21'], ...ONS_POSITION },
    extra: { icb: ['icb', 'stp'], gridIndicator: ['osgrdind'] },
  },
  {
    code: 'ons-2025',
    title: 'ONS Postcode Directory or National Statistics Postcode Lookup from 2025',
    kind: 'postcodes',
    needed: {
      postcode: ['pcds', 'pcd7', 'pcd8'],
      terminated: ['doterm'],
      country: ['ctryNNcd'],
      lad: ['ladNNcd'],
      lsoa21: ['lsoa21cd'],
      easting: ['east1m'],
      northing: ['north1m'],
      latitude: ['lat'],
      longitude: ['long'],
    },
    extra: { lsoa11: ['lsoa11cd'], icb: ['icbNNcd'], gridIndicator: ['gridind'] },
  },
  {
    code: 'oa-lookup-2011',
    title: 'Postcode to output area lookup on 2011 areas',
    kind: 'postcodes',
    needed: { postcode: ['pcds', 'pcd7', 'pcd8'], terminated: ['doterm'], lsoa11: ['lsoa11cd'], lad: ['ladcd'] },
    extra: {},
  },
  {
    code: 'oa-lookup-2021',
    title: 'Postcode to output area lookup on 2021 areas',
    kind: 'postcodes',
    needed: { postcode: ['pcds', 'pcd7', 'pcd8'], terminated: ['doterm'], lsoa21: ['lsoa21cd'], lad: ['ladcd'] },
    extra: {},
  },
  {
    code: 'postcode-areas',
    title: 'Postcodes with position and small areas',
    kind: 'postcodes',
    needed: {
      postcode: ['postcode'],
      lad: ['lad_code'],
      easting: ['easting'],
      northing: ['northing'],
      latitude: ['lat'],
      longitude: ['long'],
      lsoa11: ['lsoa11_code'],
      lsoa21: ['lsoa21_code'],
    },
    extra: { terminated: ['doterm'], icb: ['icb_code'] },
  },
  {
    code: 'postcode-positions',
    title: 'Postcodes with authority and position',
    kind: 'postcodes',
    needed: { postcode: ['postcode'], lad: ['lad_code'], easting: ['easting'], northing: ['northing'] },
    extra: {},
  },
  indexOfDeprivation(2019, '2011', 'File 1 or File 7'),
  indexOfDeprivation(2025, '2021', 'File 1 or File 7'),
  shortIndexOfDeprivation(2019, 'lsoa11'),
  shortIndexOfDeprivation(2025, 'lsoa21'),
  {
    code: 'lsoa-changes',
    title: '2011 to 2021 small areas (LSOA) with the kind of change',
    kind: 'lsoa-changes',
    needed: { lsoa11: ['lsoa11cd', 'lsoa11_code'], lsoa21: ['lsoa21cd', 'lsoa21_code'], change: ['chgind', 'change_code'] },
    extra: {},
  },
  {
    code: 'lsoa-boards',
    title: '2021 small areas (LSOA) to integrated care boards',
    kind: 'lsoa-boards',
    needed: {
      lsoa21: ['lsoa21cd', 'lsoa21_code'],
      lad: ['ladNNcd', 'ltlaNN_code', 'ladNN_code'],
      subIcb: ['sicblNNcd', 'sicblNN_code'],
      icb: ['icbNNcd', 'icbNN_code'],
    },
    extra: {},
  },
];
