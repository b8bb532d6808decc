// Fills a migrated database with a market, by COPY as its owner: what is measured begins with the rows.
import { createHash } from 'node:crypto';
import { OrganisationsService } from '../../../dist/libs/identity/src/index.js';
import { copyRows, Database, SystemClock, systemActor } from '../../../dist/libs/platform/src/index.js';
import { openDataSource } from '../../../dist/libs/schema/src/index.js';
import { AS_OF_ON, dayAfter } from '../engine/trades.mjs';
import { Directory, HELD_PROGRAMMES } from './stored-market.mjs';

const ACTOR = systemActor('bench');
const BROKERAGES = 40;
const TRUSTS = 20;

/** What a case says of somebody at each stage. */
const STATUS_OF_STAGE = { referred: 'interview', offered: 'offered', placed: 'accepted' };

const CONSENTS = ['matching', 'sharing-with-partners'];
const CONSENTED_ON = dayAfter(-60);

const array = (codes) => `{${codes.join(',')}}`;
const digest = (text) => createHash('sha256').update(text).digest('hex');

/** Writes the market into the database at the owner's URL. Returns how many postcodes there are. */
export async function fill(ownerUrl, market) {
  const dataSource = await openDataSource(ownerUrl, 'bench');
  try {
    const database = new Database(dataSource, new SystemClock());
    const organisations = await addOrganisations(database);
    const directory = new Directory(market);
    await dataSource.transaction(async (manager) => {
      const copy = (table, columns, rows) => copyRows(manager, table, columns, rows);
      await copyDirectory(copy, directory);
      await copyOpportunities(copy, market, directory, organisations);
      await copyCandidates(copy, market, directory, organisations);
      const open = await manager.query(
        `SELECT intake_id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE NOT is_withdrawn AND (starts_on IS NULL OR starts_on >= $1) ORDER BY opportunity_id`,
        [AS_OF_ON],
      );
      const cases = market.candidates.flatMap(({ candidateId, stage }, at) => (stage in STATUS_OF_STAGE ? [[candidateId, open[at % open.length].intake_id, STATUS_OF_STAGE[stage]]] : []));
      await copy('brokerage.referrals', ['candidate_id', 'intake_id', 'status'], cases);
    });
    await dataSource.query('VACUUM (ANALYZE)'); // as the tables of a service are that has run for a while
    return { postcodes: directory.places.length };
  } finally {
    await dataSource.destroy();
  }
}

/** A City of two ICSs with a place each, brokerages that register people, and trusts that have work. */
async function addOrganisations(database) {
  const above = (code, parentCode, level) => ({ code, parentCode, level, organisationType: null, name: code, isDemo: false });
  const member = (organisationType, count) =>
    Array.from({ length: count }, (_, at) => {
      const code = `R-${organisationType.toUpperCase()}-${at + 1}`;
      return { code, parentCode: `R-PLACE-${1 + (at % 2)}`, level: 'organisation', organisationType, name: code, isDemo: false };
    });
  const brokerages = member('brokerage', BROKERAGES);
  const trusts = member('trust', TRUSTS);
  const places = [1, 2].flatMap((number) => [above(`R-ICS-${number}`, 'R-CITY', 'ics'), above(`R-PLACE-${number}`, `R-ICS-${number}`, 'place')]);
  const organisations = new OrganisationsService(database, new SystemClock());
  await organisations.addAll(ACTOR, [above('R-CITY', null, 'city'), ...places, ...brokerages, ...trusts]);
  const idsOf = (nodes) => Promise.all(nodes.map(async ({ code }) => (await organisations.byCode(ACTOR, code)).organisationId));
  return { city: (await idsOf([{ code: 'R-CITY' }]))[0], brokerages: await idsOf(brokerages), trusts: await idsOf(trusts) };
}

async function copyDirectory(copy, directory) {
  await copy(
    'geography.postcodes',
    ['postcode_key', 'is_live', 'country_code', 'lad_code', 'lsoa11_code', 'lsoa21_code', 'icb_code', 'easting', 'northing', 'is_lsoa11_given', 'is_lsoa21_given', 'is_icb_given'],
    directory.places.map(({ postcode, position, zone, districtCode }) => [
      postcode.replace(' ', ''), true, 'E92000001', districtCode, zone, zone, 'E54000029',
      position === null ? null : position.east * 100, position === null ? null : position.north * 100, true, true, true,
    ]),
  );
  const { zones } = directory;
  await copy('geography.deprivation', ['edition', 'lsoa_code', 'rank', 'decile', 'score'], zones.map((zone, at) => [2025, zone, at + 1, 1 + Math.floor((at * 10) / zones.length), 50]));
}

async function copyOpportunities(copy, { opportunities, intakeStarts }, directory, { city, trusts }) {
  await copy(
    'opportunities.programmes',
    ['organisation_id', 'code', 'name', 'starts_on', 'area_codes'],
    HELD_PROGRAMMES.map(({ code }) => [city, code, code, dayAfter(-60), array(directory.districtsOf(code))]),
  );
  await copy(
    'opportunities.rule_versions',
    ['programme_code', 'version_number', 'requirements', 'weights', 'note', 'recorded_by'],
    HELD_PROGRAMMES.filter(({ requirements, weights }) => requirements.length > 0 || weights !== null).map(({ code, requirements, weights }) => [code, 1, JSON.stringify(requirements), weights && JSON.stringify(weights), 'As agreed.', 'bench']),
  );
  await copy(
    'opportunities.opportunities',
    [
      'opportunity_id', 'organisation_id', 'source', 'reference', 'programme_code', 'kind', 'title', 'employer_name', 'pathway', 'postcode', 'attendance', 'minimum_level', 'minimum_english_level',
      'minimum_maths_level', 'required_skill_codes', 'desired_skill_codes', 'required_check_codes', 'schedule_slots', 'schedule_needed', 'hourly_pence', 'is_unpaid', 'is_withdrawn', 'row_digest',
    ],
    opportunities.map((facts, at) => [
      facts.opportunityId, trusts[at % TRUSTS], 'roles-csv', `R-${at}`, facts.programmeCodes[0] ?? null, facts.kind, `Work ${at}`, 'An employer', facts.pathway,
      directory.postcodeOf({ position: facts.position, programmeCodes: [] }), facts.attendance, facts.minimumLevel, facts.minimumEnglishLevel, facts.minimumMathsLevel,
      array(facts.requiredSkillCodes), array(facts.desiredSkillCodes), array(facts.requiredCheckCodes), facts.schedule?.slots ?? null, facts.schedule?.needed ?? null, facts.hourlyPence, facts.isUnpaid,
      !facts.isOpen && facts.startsOn === intakeStarts[at], digest(facts.opportunityId),
    ]),
  );
  await copy('opportunities.intakes', ['opportunity_id', 'starts_on', 'places'], opportunities.map(({ opportunityId }, at) => [opportunityId, intakeStarts[at], 1 + (at % 8)]));
}

async function copyCandidates(copy, { candidates }, directory, { brokerages }) {
  await copy(
    'candidates.candidates',
    [
      'candidate_id', 'organisation_id', 'reference', 'given_name', 'family_name', 'born_on', 'postcode', 'is_nhs_employee', 'contract_ends_on', 'level', 'english_level', 'maths_level', 'skill_codes',
      'check_codes', 'slots', 'travel_mode', 'travel_limit_minutes', 'pathway_interests', 'minimum_hourly_pence', 'available_from_on', 'is_seeking', 'row_digest',
    ],
    candidates.map((facts, at) => [
      facts.candidateId, brokerages[at % BROKERAGES], `C-${at}`, `Given${at % 200}`, `Family${(at * 7919) % 5003}`, `${1960 + (at % 48)}-0${1 + (at % 9)}-15`, directory.postcodeOf(facts),
      facts.isForRedeployment, facts.contractEndsOn, facts.level, facts.englishLevel, facts.mathsLevel, array(facts.skillCodes), array(facts.checkCodes), facts.slots, facts.travelMode,
      facts.travelLimitMinutes, array(facts.pathwayInterests), facts.minimumHourlyPence, facts.availableFromOn, facts.isSeeking, digest(facts.candidateId),
    ]),
  );
  const consenting = candidates.filter(({ hasMatchingConsent }) => hasMatchingConsent);
  await copy('candidates.consents', ['candidate_id', 'purpose', 'wording_version', 'given_on'], consenting.flatMap(({ candidateId }) => CONSENTS.map((purpose) => [candidateId, purpose, 'v1', CONSENTED_ON])));
}
