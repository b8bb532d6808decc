import type { CandidateRow } from '#lib/candidates';
import type { OpportunityRow, ProgrammeRow, RulesInForce } from '#lib/opportunities';
import {
  entryChecks,
  stageOfCases,
  withRequirements,
  type CandidateFacts,
  type ProgrammeEvidence,
  type GridPosition,
  type ImdEdition,
  type MembershipInputs,
  type MembershipRule,
  type OpportunityFacts,
  type Pathway,
  type PlainDate,
  type Programme,
  type ProgrammePerson,
  type TargetGroup,
} from '#lib/kernel';

/** The edition of the Indices of Deprivation that programmes' rules on residence use. */
export const RULES_EDITION: ImdEdition = 2025;

/** Where a postcode lies, as far as the directory knows. */
export interface HomePlace {
  readonly position: GridPosition | null;
  readonly ladCode: string | null;
  /** Lower layer super output area of 2021: the zone of tables of travel times. */
  readonly lsoa21Code: string | null;
  readonly decile: number | null;
}

/** A postcode that nobody knows, or none. */
export const NOWHERE: HomePlace = { position: null, ladCode: null, lsoa21Code: null, decile: null };

/** Metres on the National Grid to the matcher's 100 m units. */
export function toGridPosition(place: { readonly easting: number; readonly northing: number } | null): GridPosition | null {
  return place === null ? null : { east: Math.round(place.easting / 100), north: Math.round(place.northing / 100) };
}

/** What a programme's rule may ask of a person. */
export function programmePerson(row: CandidateRow, home: HomePlace): ProgrammePerson {
  return {
    bornOn: row.bornOn,
    isVaccinationWorkforce: row.vaccinationRole !== null,
    vaccinationRoleEndsOn: row.vaccinationRoleEndedOn,
    postcodeDecile: home.decile,
    deprivationEdition: RULES_EDITION,
    isNhsEmployee: row.isNhsEmployee,
    ladCode: home.ladCode,
    evidence: row.evidenceCodes as ProgrammeEvidence[],
  };
}

/** A programme's row as the kernel reads it. */
export function toProgramme(row: ProgrammeRow): Programme {
  return { ...row, targetGroups: row.targetGroups as TargetGroup[] };
}

/** A person as the matcher sees them, and beside it what programmes' rules ask of them, which never goes there. */
export interface PersonNow {
  readonly facts: CandidateFacts;
  readonly asked: MembershipInputs;
}

/**
 * A person at home in a place. Age and residence end here: only the yes or no of each programme's rule goes on to the
 * matcher.
 */
export function personNow(row: CandidateRow, home: HomePlace, rule: MembershipRule, on: PlainDate): PersonNow {
  const asked = programmePerson(row, home);
  return { facts: candidateFacts(row, home, rule(asked), on), asked };
}

function candidateFacts(row: CandidateRow, home: HomePlace, programmeCodes: readonly string[], on: PlainDate): CandidateFacts {
  return {
    candidateId: row.candidateId,
    hasMatchingConsent: row.hasMatchingConsent,
    isSeeking: row.isSeeking,
    programmeCodes,
    level: row.level,
    englishLevel: row.englishLevel,
    mathsLevel: row.mathsLevel,
    skillCodes: row.skillCodes,
    checkCodes: row.checkCodes,
    slots: row.slots,
    travelMode: row.travelMode,
    travelLimitMinutes: row.travelLimitMinutes,
    position: home.position,
    pathwayInterests: row.pathwayInterests as Pathway[],
    minimumHourlyPence: row.minimumHourlyPence,
    availableFromOn: row.availableFromOn,
    contractEndsOn: row.contractEndsOn,
    isForRedeployment: row.isNhsEmployee === true && row.contractEndsOn !== null,
    stage: stageOfCases(row.cases ?? [], on),
    travelZone: home.lsoa21Code,
    setAside: row.setAside ?? [],
  };
}

/** The facts that the matcher sees of an opportunity: what its advert says, with the rules that staff wrote for its programme and for itself. */
export function opportunityFacts(row: OpportunityRow, place: Pick<HomePlace, 'position' | 'lsoa21Code'>, rules: RulesInForce): OpportunityFacts {
  const ofProgramme = row.programmeCode === null ? undefined : rules.ofProgrammes.get(row.programmeCode);
  const own = rules.ofOpportunities.get(row.opportunityId);
  const advertised: OpportunityFacts = {
    opportunityId: row.opportunityId,
    kind: row.kind,
    pathway: row.pathway,
    isOpen: row.isOpen,
    programmeCodes: row.programmeCode === null ? [] : [row.programmeCode],
    minimumLevel: row.minimumLevel,
    minimumEnglishLevel: row.minimumEnglishLevel,
    minimumMathsLevel: row.minimumMathsLevel,
    requiredSkillCodes: row.requiredSkillCodes,
    desiredSkillCodes: row.desiredSkillCodes,
    requiredCheckCodes: entryChecks(row.requiredCheckCodes),
    schedule: row.scheduleSlots === null || row.scheduleNeeded === null ? null : { slots: row.scheduleSlots, needed: row.scheduleNeeded },
    attendance: row.attendance,
    position: place.position,
    hourlyPence: row.hourlyPence,
    isUnpaid: row.isUnpaid,
    startsOn: row.startsOn,
    travelAtMostMinutes: null,
    payFloorHourlyPence: null,
    startWindow: { from: null, to: null },
    contractEndsBy: null,
    isForRedeploymentOnly: false,
    stages: null,
    choices: [],
    weights: ofProgramme?.weights ?? null,
    travelZone: place.lsoa21Code,
  };
  return withRequirements(advertised, ofProgramme?.requirements ?? [], own?.requirements ?? []);
}
