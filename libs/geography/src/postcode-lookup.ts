import { readPostcode, whyNoDecile, type ImdEdition, type NoDecileReason, type Postcode } from '#lib/kernel';
import { Database, DomainError, systemActor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** What is known of one typed postcode, null where nothing is. Codes are the ONS's nine characters. */
export interface PostcodeAnswer {
  readonly typed: string;
  /** 'SW1A 1AA'; null when what was typed is not a postcode. */
  readonly postcode: string | null;
  readonly found: boolean;
  /** Null when the directory does not say whether postcodes have ended. */
  readonly live: boolean | null;
  /** The month in which it ended, 'YYYY-MM'. */
  readonly terminated: string | null;
  readonly country: string | null;
  readonly lsoa11: string | null;
  readonly lsoa21: string | null;
  readonly lad: string | null;
  readonly icb: string | null;
  readonly lat: number | null;
  readonly long: number | null;
  /** Of the edition that was asked for. */
  readonly decile: number | null;
  /** Why there is no decile; null when there is one. */
  readonly reason: NoDecileReason | null;
}

/** Where a postcode lies, as far as the directory knows. */
export interface PostcodeHome {
  /** Metres on the British National Grid; null too in Northern Ireland, whose postcodes are on the Irish Grid. */
  readonly position: { readonly easting: number; readonly northing: number } | null;
  readonly ladCode: string | null;
  readonly lsoa21Code: string | null;
  readonly decile: number | null;
}

/** Where a postcode is, for reports. */
export interface PostcodePlace extends PostcodeHome {
  /** 'SW1A1AA'; null when what was typed is not a postcode. */
  readonly key: string | null;
  readonly countryCode: string | null;
  readonly icbCode: string | null;
  readonly reason: NoDecileReason | null;
}

/** What the directory says of one postcode, with the decile of one edition. */
export interface DirectoryRow {
  postcode_key: string;
  is_live: boolean | null;
  terminated_month: string | null;
  country_code: string | null;
  lad_code: string | null;
  lsoa11_code: string | null;
  lsoa21_code: string | null;
  icb_code: string | null;
  easting: number | null;
  northing: number | null;
  latitude: number | null;
  longitude: number | null;
  decile: number | null;
}

const DIRECTORY_COLUMNS = `p.postcode_key, p.is_live, p.terminated_month, p.country_code, p.lad_code, p.lsoa11_code, p.lsoa21_code, p.icb_code,
                p.easting, p.northing, p.latitude, p.longitude, d.decile`;

/**
 * The directory's row of a typed postcode, for a query that has it beside rows of its own; SQL, as are the arguments. Null
 * also where what was typed can be read as a postcode only by {@link PostcodeLookup.homesOf}, which is given these.
 */
export const DIRECTORY_ROW_OF = (typed: string, edition: ImdEdition): string => `
  (SELECT to_jsonb(home) FROM (SELECT ${DIRECTORY_COLUMNS} FROM geography.postcodes AS p LEFT JOIN geography.deprivation AS d ON d.edition = ${edition} AND d.lsoa_code = ${LSOA[edition]}
                                WHERE p.postcode_key = upper(replace(${typed}, ' ', ''))) AS home)`;

interface Reading {
  readonly typed: string;
  readonly postcode: Postcode | null;
  readonly row: DirectoryRow | null;
  readonly reason: NoDecileReason | null;
}

/** The directory is public: whoever asks, the answer is the same. */
const ANYBODY = systemActor('anybody', {});

/** The small area to which deciles of an edition belong. */
const LSOA: Readonly<Record<ImdEdition, string>> = { 2019: 'p.lsoa11_code', 2025: 'p.lsoa21_code' };

/** Keys of one query: they travel as one array, so no limit on bound parameters applies. */
const KEYS_PER_QUERY = 20_000;
const NORTHERN_IRELAND = 'N92000002';

/** Reads the postcode directory with the deprivation of one edition. One query for 20,000 postcodes. */
@Injectable()
export class PostcodeLookup {
  constructor(private readonly database: Database) {}

  /** An answer for each typed text, in the same order. Throws geography/no-directory when none is loaded. */
  async lookup(typed: readonly string[], edition: ImdEdition): Promise<PostcodeAnswer[]> {
    const [some] = await this.database.read(ANYBODY, 'SELECT 1 FROM geography.postcodes LIMIT 1');
    if (some === undefined) throw new DomainError('geography/no-directory', 'No postcode directory is loaded. Load one with: pathways geography import FILE');
    const readings = await this.read(typed, edition);
    return readings.map(({ typed: text, postcode, row, reason }) => ({
      typed: text,
      postcode: postcode?.display ?? null,
      found: row !== null,
      live: row?.is_live ?? null,
      terminated: row?.terminated_month ?? null,
      country: row?.country_code ?? null,
      lsoa11: row?.lsoa11_code ?? null,
      lsoa21: row?.lsoa21_code ?? null,
      lad: row?.lad_code ?? null,
      icb: row?.icb_code ?? null,
      lat: row?.latitude ?? null,
      long: row?.longitude ?? null,
      decile: row?.decile ?? null,
      reason,
    }));
  }

  /** A place for each typed text, in the same order; nulls with a reason where nothing is known. */
  async placesOf(typed: readonly string[], edition: ImdEdition): Promise<PostcodePlace[]> {
    const readings = await this.read(typed, edition);
    return readings.map(({ postcode, row, reason }) => ({
      key: postcode?.key ?? null,
      ...homeOf(row),
      countryCode: row?.country_code ?? null,
      icbCode: row?.icb_code ?? null,
      reason,
    }));
  }

  /**
   * Where typed postcodes lie, each by what was typed, without a word on why something is not known. In the caller's transaction, when there is one.
   *
   * @param known rows that need not be looked up
   */
  async homesOf(typed: readonly string[], edition: ImdEdition, read: Read = this.#readAsAnybody, known: readonly DirectoryRow[] = []): Promise<Map<string, PostcodeHome>> {
    const keys = new Map(typed.map((text) => [text, readPostcode(text)?.key]));
    const rows = new Map(known.map((row) => [row.postcode_key, row]));
    const unknown = new Set([...keys.values()].flatMap((key) => (key === undefined || rows.has(key) ? [] : [key])));
    for (const [key, row] of await this.rowsOf([...unknown], edition, read)) rows.set(key, row);
    return new Map([...keys].map(([text, key]) => [text, homeOf((key !== undefined && rows.get(key)) || null)]));
  }

  readonly #readAsAnybody: Read = (sql, values) => this.database.read(ANYBODY, sql, values);

  private async read(typed: readonly string[], edition: ImdEdition): Promise<Reading[]> {
    const postcodes = typed.map((text) => ({ text, postcode: readPostcode(text) }));
    const rows = await this.rowsOf([...new Set(postcodes.flatMap(({ postcode }) => postcode?.key ?? []))], edition, this.#readAsAnybody);
    const isIndexLoaded = await this.isIndexLoaded(edition);
    return postcodes.map(({ text, postcode }) => {
      const row = (postcode !== null && rows.get(postcode.key)) || null;
      const facts = row && {
        countryCode: row.country_code,
        hasPosition: row.easting !== null || row.latitude !== null,
        lsoaCode: edition === 2019 ? row.lsoa11_code : row.lsoa21_code,
        decile: row.decile,
      };
      return { typed: text, postcode, row, reason: whyNoDecile(postcode, facts, isIndexLoaded) };
    });
  }

  private async rowsOf(keys: readonly string[], edition: ImdEdition, read: Read): Promise<Map<string, DirectoryRow>> {
    const found = new Map<string, DirectoryRow>();
    for (let start = 0; start < keys.length; start += KEYS_PER_QUERY) {
      const rows = await read<DirectoryRow>(
        `SELECT ${DIRECTORY_COLUMNS}
           FROM unnest($1::text[]) AS asked (postcode_key)
           JOIN geography.postcodes p ON p.postcode_key = asked.postcode_key
           LEFT JOIN geography.deprivation d ON d.edition = $2 AND d.lsoa_code = ${LSOA[edition]}`,
        [keys.slice(start, start + KEYS_PER_QUERY), edition],
      );
      for (const row of rows) found.set(row.postcode_key, row);
    }
    return found;
  }

  private async isIndexLoaded(edition: ImdEdition): Promise<boolean> {
    const [some] = await this.database.read(ANYBODY, 'SELECT 1 FROM geography.deprivation WHERE edition = $1 LIMIT 1', [edition]);
    return some !== undefined;
  }
}

function homeOf(row: DirectoryRow | null): PostcodeHome {
  return {
    position: row === null || row.country_code === NORTHERN_IRELAND || row.easting === null || row.northing === null ? null : { easting: row.easting, northing: row.northing },
    ladCode: row?.lad_code ?? null,
    lsoa21Code: row?.lsoa21_code ?? null,
    decile: row?.decile ?? null,
  };
}
