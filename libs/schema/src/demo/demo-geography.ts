import { decileOfRank, IMD_AREAS, readPostcode, type ImdEdition } from '#lib/kernel';
import type { EntityManager } from 'typeorm';
import { seededDraws } from './seeded-draws.js';

/** A borough of the demo with its corner of the plane. */
export interface DemoPlace {
  readonly code: string;
  readonly name: string;
  readonly ladCode: string;
  readonly subIcbCode: string;
  readonly icbCode: string;
  /** South-west corner of a square of 12 km, metres on the National Grid. */
  readonly easting: number;
  readonly northing: number;
  /** Zone of the high cost area supplement. */
  readonly payZone: 'inner' | 'outer';
  /** A decile for each of its twelve postcode sectors, 2019 edition. The last two were one area in 2011. */
  readonly deciles2019: string;
  readonly deciles2025: string;
}

/** A row of the postcode directory. */
export interface DemoPostcode {
  /** 'ZL4 2AB' */
  readonly postcode: string;
  /** Null outside England. */
  readonly place: DemoPlace | null;
  readonly countryCode: string;
  readonly ladCode: string;
  readonly lsoa11: string | null;
  readonly lsoa21: string | null;
  readonly position: { readonly easting: number; readonly northing: number } | null;
  /** Null while it is in use. */
  readonly terminatedMonth: string | null;
}

/** A small area of an edition of the index. */
interface DemoArea {
  readonly edition: ImdEdition;
  readonly lsoaCode: string;
  readonly rank: number;
  readonly decile: number;
}

/** Everything that the demo adds to the geography. */
export interface DemoGeography {
  readonly postcodes: readonly DemoPostcode[];
  readonly deprivation: readonly DemoArea[];
  readonly changes: readonly { readonly lsoa11: string; readonly lsoa21: string; readonly change: 'U' | 'S' | 'M' }[];
  readonly boards: readonly { readonly lsoa21: string; readonly place: DemoPlace }[];
}

/**
 * The plane lies in the North Sea off Essex: whoever puts a demo position on a map sees at once that nobody
 * lives there. Six squares of 12 km, three boards from west to east, each with a southern and a northern Place.
 */
const WEST = 645_000;
const SOUTH = 190_000;
const PLACE_METRES = 12_000;

function place(index: number, name: string, deciles2019: string, deciles2025: string): DemoPlace {
  const column = Math.floor(index / 2);
  const row = index % 2;
  return {
    code: `DEMO-${name.slice(0, 5).toUpperCase()}`,
    name,
    // A letter in the fourth position: no area code of the Office for National Statistics has one there.
    ladCode: `E09Z0000${index + 1}`,
    subIcbCode: `E38Z0000${index + 1}`,
    icbCode: `E54Z0000${column + 1}`,
    easting: WEST + column * PLACE_METRES,
    northing: SOUTH + row * PLACE_METRES,
    payZone: row === 0 ? 'inner' : 'outer',
    deciles2019,
    deciles2025,
  };
}

// Like London, most areas are in the more deprived half of England, and each Place has both ends. The editions differ for about a third.
export const BRINDLEHITHE = place(0, 'Brindlehithe', '111222334599', '112122344589');
export const COBBLEMERE = place(1, 'Cobblemere', '122334456699', '123234456679');
export const DUNMARROW = place(2, 'Dunmarrow', '112223345699', '111233345669');
export const FERNQUAY = place(3, 'Fernquay', '233445567899', '223454568899');
export const LARKHOLT = place(4, 'Larkholt', '112233445799', '122233346889');
export const THISTLEBOURNE = place(5, 'Thistlebourne', '2344567789TT', '233456778899');

export const DEMO_PLACES: readonly DemoPlace[] = [BRINDLEHITHE, COBBLEMERE, DUNMARROW, FERNQUAY, LARKHOLT, THISTLEBOURNE];

/** 'T' stands for ten in a row of deciles. */
function decileAt(deciles: string, sector: number): number {
  const sign = deciles.charAt(sector);
  return sign === 'T' ? 10 : Number(sign);
}

const DISTRICTS = 3;
const SECTORS = 4;
/** Only letters that the last half of a postcode may have. */
const UNITS = ['AB', 'DE', 'FG', 'HJ', 'LN', 'PQ', 'RS'];
/** Whoever takes a postcode for a real one finds no post office for it: no area begins with ZL. */
const AREA = 'ZL';
const ENGLAND = 'E92000001';

/** 'E01Z0' for areas that both editions have, 'E01Z1' for those of 2011 only, 'E01Z2' for those of 2021 only. */
function lsoaCode(kind: 0 | 1 | 2, placeIndex: number, number: number): string {
  return `E01Z${kind}${placeIndex + 1}${String(number).padStart(3, '0')}`;
}

/**
 * The twelve areas of a Place lie in a grid of 4 x 3, one for each postcode sector. Nine did not change
 * between 2011 and 2021; the tenth was merged of two, and the last two are one that was split.
 */
function areasOfSector(placeIndex: number, sector: number): { readonly lsoa21: string; readonly lsoa11: readonly string[] } {
  const number = sector + 1;
  if (sector < 9) return { lsoa21: lsoaCode(0, placeIndex, number), lsoa11: [lsoaCode(0, placeIndex, number)] };
  if (sector === 9) return { lsoa21: lsoaCode(2, placeIndex, number), lsoa11: [lsoaCode(1, placeIndex, 10), lsoaCode(1, placeIndex, 20)] };
  return { lsoa21: lsoaCode(2, placeIndex, number), lsoa11: [lsoaCode(1, placeIndex, 11)] };
}

function inventGeography(): DemoGeography {
  const draws = seededDraws(20_250);
  const postcodes: DemoPostcode[] = [];
  const deprivation = new Map<string, DemoArea>();
  const changes: DemoGeography['changes'][number][] = [];
  const boards: DemoGeography['boards'][number][] = [];
  for (const [placeIndex, demoPlace] of DEMO_PLACES.entries()) {
    for (let sector = 0; sector < DISTRICTS * SECTORS; sector += 1) {
      const { lsoa21, lsoa11 } = areasOfSector(placeIndex, sector);
      const outward = `${AREA}${placeIndex * DISTRICTS + Math.floor(sector / SECTORS) + 1}`;
      boards.push({ lsoa21, place: demoPlace });
      addArea(2025, lsoa21, decileAt(demoPlace.deciles2025, sector));
      for (const code of lsoa11) {
        addArea(2019, code, decileAt(demoPlace.deciles2019, sector));
        changes.push({ lsoa11: code, lsoa21, change: sector < 9 ? 'U' : sector === 9 ? 'M' : 'S' });
      }
      for (const [unitIndex, unit] of UNITS.entries()) {
        postcodes.push({
          postcode: `${outward} ${(sector % SECTORS) + 1}${unit}`,
          place: demoPlace,
          countryCode: ENGLAND,
          ladCode: demoPlace.ladCode,
          lsoa11: lsoa11[unitIndex % lsoa11.length]!,
          lsoa21,
          position: positionIn(demoPlace, sector),
          terminatedMonth: unit === 'RS' && sector % 3 === 0 ? `20${draws.between(10, 23)}-0${draws.between(1, 9)}` : null,
        });
      }
    }
    // As in the real directory, a few postcodes have no position and so lie in no area.
    postcodes.push({ ...postcodes.at(-1)!, postcode: `${AREA}${placeIndex * DISTRICTS + DISTRICTS} 9ZZ`, lsoa11: null, lsoa21: null, position: null });
  }
  return { postcodes: [...postcodes, ...postcodesOutsideEngland()], deprivation: [...deprivation.values()], changes, boards };

  /** A rank somewhere in the decile; an area that was split is met twice. */
  function addArea(edition: ImdEdition, code: string, decile: number): void {
    const key = `${edition} ${code}`;
    if (deprivation.has(key)) return;
    const areas = IMD_AREAS[edition];
    const rank = Math.ceil(((decile - 1 + 0.1 + draws.fraction() * 0.8) * areas) / 10);
    deprivation.set(key, { edition, lsoaCode: code, rank, decile: decileOfRank(rank, areas) });
  }

  function positionIn({ easting, northing }: DemoPlace, sector: number): { easting: number; northing: number } {
    const [width, height] = [PLACE_METRES / 4, PLACE_METRES / 3];
    return {
      easting: easting + (sector % 4) * width + draws.between(100, width - 100),
      northing: northing + Math.floor(sector / 4) * height + draws.between(100, height - 100),
    };
  }
}

/** Neighbours beyond two invented borders: found, and in no English area. */
function postcodesOutsideEngland(): DemoPostcode[] {
  const neighbours = [
    { outward: `${AREA}80`, countryCode: 'W92000004', ladCode: 'W06Z00001', west: WEST - 9_000 },
    { outward: `${AREA}90`, countryCode: 'S92000003', ladCode: 'S12Z00001', west: WEST + 37_000 },
  ];
  return neighbours.flatMap(({ outward, countryCode, ladCode, west }) =>
    UNITS.map((unit, index) => ({
      postcode: `${outward} 1${unit}`,
      place: null,
      countryCode,
      ladCode,
      lsoa11: null,
      lsoa21: null,
      position: { easting: west + index * 700, northing: SOUTH + index * 1_900 },
      terminatedMonth: null,
    })),
  );
}

/** The invented geography. It depends on no day and no seed but its own, so that it is the same everywhere. */
export const DEMO_GEOGRAPHY: DemoGeography = inventGeography();

/** Postcodes of a Place at which demo people and organisations can be: in use, with a position. */
export function settledPostcodes(of: DemoPlace): DemoPostcode[] {
  return DEMO_GEOGRAPHY.postcodes.filter(({ place: at, position, terminatedMonth }) => at === of && position !== null && terminatedMonth === null);
}

/**
 * Degrees of a position on the plane, by the tangent at its south-west corner: right to about 200 m, which
 * is enough for an invented place.
 */
function degreesOf({ easting, northing }: { easting: number; northing: number }): { latitude: number; longitude: number } {
  const [east, north] = [(easting - WEST) / 1000, (northing - SOUTH) / 1000];
  return { latitude: 51.55564 - 0.000466 * east + 0.008974 * north, longitude: 1.532925 + 0.014389 * east + 0.0007 * north };
}

/** Adds the demo geography. Rows that are there already stay as they are, so a real directory is never touched. */
export async function loadDemoGeography(manager: EntityManager): Promise<void> {
  const { postcodes, deprivation, changes, boards } = DEMO_GEOGRAPHY;
  const rows = postcodes.map(({ postcode, place: at, position, ...rest }) => ({
    ...rest,
    ...position,
    ...(position === null ? {} : degreesOf(position)),
    key: readPostcode(postcode)!.key,
    icbCode: at?.icbCode ?? null,
  }));
  await manager.query(
    `INSERT INTO geography.postcodes (postcode_key, is_live, terminated_month, country_code, lad_code, lsoa11_code, lsoa21_code, icb_code,
                                      easting, northing, latitude, longitude, is_lsoa11_given, is_lsoa21_given, is_icb_given)
     SELECT "key", "terminatedMonth" IS NULL, "terminatedMonth", "countryCode", "ladCode", "lsoa11", "lsoa21", "icbCode",
            "easting", "northing", "latitude", "longitude", "lsoa11" IS NOT NULL, "lsoa21" IS NOT NULL, "icbCode" IS NOT NULL
       FROM jsonb_to_recordset($1::jsonb) AS given (
         "key" text, "terminatedMonth" text, "countryCode" text, "ladCode" text, "lsoa11" text, "lsoa21" text, "icbCode" text,
         "easting" integer, "northing" integer, "latitude" float8, "longitude" float8)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
  await manager.query(
    `INSERT INTO geography.deprivation (edition, lsoa_code, rank, decile)
     SELECT "edition", "lsoaCode", "rank", "decile"
       FROM jsonb_to_recordset($1::jsonb) AS given ("edition" smallint, "lsoaCode" text, "rank" integer, "decile" smallint)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(deprivation)],
  );
  await manager.query(
    `INSERT INTO geography.lsoa_changes (lsoa11_code, lsoa21_code, change_code)
     SELECT "lsoa11", "lsoa21", "change" FROM jsonb_to_recordset($1::jsonb) AS given ("lsoa11" text, "lsoa21" text, "change" text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(changes)],
  );
  await manager.query(
    `INSERT INTO geography.lsoa_boards (lsoa21_code, lad_code, sub_icb_code, icb_code)
     SELECT "lsoa21", "ladCode", "subIcbCode", "icbCode"
       FROM jsonb_to_recordset($1::jsonb) AS given ("lsoa21" text, "ladCode" text, "subIcbCode" text, "icbCode" text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(boards.map(({ lsoa21, place: { ladCode, subIcbCode, icbCode } }) => ({ lsoa21, ladCode, subIcbCode, icbCode })))],
  );
}

/** Takes the demo geography out. Its codes, with a letter where real ones have a digit, tell it from every other row. */
export async function removeDemoGeography(manager: EntityManager): Promise<void> {
  await manager.query(`DELETE FROM geography.postcodes WHERE lad_code ~ '^[EWS]\\d\\dZ'`);
  await manager.query(`DELETE FROM geography.deprivation WHERE lsoa_code ~ '^E01Z'`);
  await manager.query(`DELETE FROM geography.lsoa_changes WHERE lsoa11_code ~ '^E01Z'`);
  await manager.query(`DELETE FROM geography.lsoa_boards WHERE lsoa21_code ~ '^E01Z'`);
}
