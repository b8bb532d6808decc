import { CandidatesQuery } from '#lib/candidates';
import { catalogueOn, figuresOf, offerOfListing, type KnownLivingWage, type LadderCatalogue, type PlanPerson, type PlanPreferences, type PlanQuestion } from '#lib/kernel';
import { LaddersQuery, OpportunitiesQuery, PublishedFiguresQuery } from '#lib/opportunities';
import { Clock, DomainError, reading } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What a broker asks for with a person. */
export interface PlanWish extends PlanPreferences {
  readonly goalStep: string;
  /** Where the person is now; null outside all ladders. */
  readonly stepCode: string | null;
  readonly monthsInStep: number;
  /** Pay an hour now; null when not known, or none. */
  readonly hourlyPence: number | null;
}

/** Everything but the person: the same for everybody of a City. */
export type PlanMarket = Omit<PlanQuestion, 'person' | 'goalStep' | 'preferences'>;

/** Money is counted over ten years: the longest routes take eight. */
const HORIZON_MONTHS = 120;

/** Pence an hour for steps without pay on record, while no advert tells of less. */
const NO_PAY_KNOWN = 1_200;

/** Puts together what a plan is made of, from the person, the ladders and the adverts that somebody reaches. */
@Injectable()
export class PlanQuestions {
  constructor(
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly ladders: LaddersQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly figures: PublishedFiguresQuery,
  ) {}

  async market(manager: EntityManager): Promise<PlanMarket> {
    const today = this.clock.today();
    const { versions, standards } = await this.ladders.storedIn(manager);
    const catalogue = catalogueOn(versions, today);
    const listed = await this.opportunities.intakesForLadders(manager, today);
    return {
      catalogue, standards, offers: listed.flatMap((intake) => offerOfListing(intake, catalogue, standards) ?? []),
      ...(await this.pay(manager, catalogue)), livingWages: await this.livingWages(manager), today, horizonMonths: HORIZON_MONTHS,
    };
  }

  /** Lowest pay that is advertised now for posts of each band, which is what somebody begins with; a band without an advert is not known. */
  private async pay(manager: EntityManager, { steps }: LadderCatalogue): Promise<Pick<PlanQuestion, 'stepPay' | 'unknownHourlyPence'>> {
    const rows = await manager.query<{ band: string; hourlyPence: number }[]>(
      `SELECT lower(substring(band FROM '\\d[a-dA-D]?')) AS band, min(hourly_pence) AS "hourlyPence" FROM opportunities.opportunities
        WHERE kind = 'role' AND band ~ '\\d' AND hourly_pence IS NOT NULL AND NOT is_withdrawn GROUP BY 1`,
    );
    const ofBand = new Map(rows.map(({ band, hourlyPence }) => [band, hourlyPence]));
    return { stepPay: new Map([...steps.values()].map(({ code, band }) => [code, ofBand.get(band ?? '') ?? null])), unknownHourlyPence: Math.min(...ofBand.values(), NO_PAY_KNOWN) };
  }

  /** London's: the service is for its anchor institutions, and pay that keeps to it keeps to that of the UK too. */
  private async livingWages(manager: EntityManager): Promise<KnownLivingWage[]> {
    const tables = await this.figures.tablesIn(manager, 'living-wage');
    return figuresOf(tables, 'living-wage', 'london').map(({ fromOn, values }) => ({ fromOn, hourlyPence: values?.hourlyPence ?? null }));
  }

  /** What the person holds today, with what only the broker knows of where they are. Throws candidate-not-found and no-consent-to-plan. */
  async person(manager: EntityManager, candidateId: string, { stepCode, monthsInStep, hourlyPence }: PlanWish): Promise<PlanPerson> {
    const read = reading(manager);
    const [row] = await this.candidates.matchingRowsFor(read, [candidateId], this.clock.today());
    const { level, englishLevel, mathsLevel, skillCodes, hasMatchingConsent } = row!;
    if (!hasMatchingConsent) throw new DomainError('brokerage/no-consent-to-plan', 'The candidate does not consent to matching, so no plan can be made of their facts. Record a consent first.');
    return { stepCode, monthsInStep, hourlyPence, level, englishLevel, mathsLevel, skillCodes };
  }
}
