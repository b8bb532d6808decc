import type { EntityManager } from 'typeorm';

/**
 * Builds the directory anew beside the one in use and puts it in its place, in the caller's transaction.
 * `rows` is a query for the staged columns of postcodes, one row a postcode. Only the last moment locks
 * readers out; where a long reading of the old directory holds that up for 30 seconds it fails with
 * PostgreSQL's 55P03 and leaves everything as it was.
 *
 * A swap and not DELETE and INSERT, which would leave 2.7 million dead rows at each update. The price: a
 * transaction whose snapshot is older than the swap finds the new table empty, so the directory is read in
 * READ COMMITTED only.
 */
export async function replaceDirectory(manager: EntityManager, rows: string): Promise<void> {
  await manager.query('CREATE TABLE geography.next_postcodes (LIKE geography.postcodes INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)');
  await manager.query(`
    INSERT INTO geography.next_postcodes (
      postcode_key, is_live, terminated_month, country_code, lad_code, lsoa11_code, lsoa21_code, icb_code,
      easting, northing, latitude, longitude, is_lsoa11_given, is_lsoa21_given, is_icb_given)
    SELECT r.postcode_key, r.is_live, CASE WHEN r.is_live THEN NULL ELSE r.terminated_month END, r.country_code, r.lad_code,
           coalesce(r.lsoa11_code, older.lsoa11_code), coalesce(r.lsoa21_code, newer.lsoa21_code),
           coalesce(r.icb_code, board.icb_code, lad_board.icb_code),
           r.easting, r.northing, r.latitude, r.longitude,
           r.lsoa11_code IS NOT NULL, r.lsoa21_code IS NOT NULL, r.icb_code IS NOT NULL
      FROM (${rows}) r
      LEFT JOIN (${onlyPartner('lsoa21_code', 'lsoa11_code')}) older ON r.lsoa11_code IS NULL AND older.lsoa21_code = r.lsoa21_code
      LEFT JOIN (${onlyPartner('lsoa11_code', 'lsoa21_code')}) newer ON r.lsoa21_code IS NULL AND newer.lsoa11_code = r.lsoa11_code
      LEFT JOIN geography.lsoa_boards board ON r.icb_code IS NULL AND board.lsoa21_code = coalesce(r.lsoa21_code, newer.lsoa21_code)
      LEFT JOIN (SELECT lad_code, min(icb_code) AS icb_code FROM geography.lsoa_boards GROUP BY lad_code HAVING count(DISTINCT icb_code) = 1) lad_board
        ON r.icb_code IS NULL AND lad_board.lad_code = r.lad_code`);
  await manager.query('ALTER TABLE geography.next_postcodes ADD CONSTRAINT pk_next_postcodes PRIMARY KEY (postcode_key)');
  await manager.query('ANALYZE geography.next_postcodes');
  await copyGrants(manager);
  await manager.query(`SET LOCAL lock_timeout = '30s'`);
  await manager.query('DROP TABLE geography.postcodes');
  await manager.query('ALTER TABLE geography.next_postcodes RENAME TO postcodes');
  await manager.query('ALTER TABLE geography.postcodes RENAME CONSTRAINT pk_next_postcodes TO pk_postcodes');
}

/**
 * The areas of `to` that an area of `from` lies in whole: where there is only one and the change was not
 * irregular (X), whose parts do not nest.
 */
function onlyPartner(from: string, to: string): string {
  return `SELECT ${from}, min(${to}) AS ${to} FROM geography.lsoa_changes GROUP BY ${from} HAVING count(*) = 1 AND min(change_code) <> 'X'`;
}

/** Works out anew the areas that no file gave, after the tables that they follow from have changed. */
export async function deriveAreasAgain(manager: EntityManager): Promise<void> {
  const [some] = await manager.query<unknown[]>('SELECT 1 FROM geography.postcodes LIMIT 1');
  if (some === undefined) return;
  await replaceDirectory(
    manager,
    `SELECT postcode_key, is_live, terminated_month, country_code, lad_code,
            CASE WHEN is_lsoa11_given THEN lsoa11_code END AS lsoa11_code,
            CASE WHEN is_lsoa21_given THEN lsoa21_code END AS lsoa21_code,
            CASE WHEN is_icb_given THEN icb_code END AS icb_code,
            easting, northing, latitude, longitude
       FROM geography.postcodes`,
  );
}

/** LIKE does not copy who may read the table. */
async function copyGrants(manager: EntityManager): Promise<void> {
  const grants = await manager.query<{ statement: string }[]>(
    `SELECT format('GRANT %s ON geography.next_postcodes TO %s', privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) AS statement
       FROM pg_class, aclexplode(relacl) WHERE oid = 'geography.postcodes'::regclass AND grantee <> relowner`,
  );
  for (const { statement } of grants) await manager.query(statement);
}
