import { payCheck, payFactsOf, payInShort, type PayCheck, type PayInShort } from '#lib/kernel';
import { Clock, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { OpportunitiesQuery, type OpportunityDetail, type OpportunitySummary, type PayOfOpportunity } from '../opportunities.query.js';
import { PublishedFiguresQuery } from './published-figures.query.js';

/** For whom pay is worked out. */
export interface PayFor {
  /** Null: the next start that has places, or today where starts are flexible. */
  readonly startsOn: string | null;
  /** Null: whoever it will be. */
  readonly bornOn: string | null;
}

const WHOEVER: PayFor = { startsOn: null, bornOn: null };

/** Opportunities with what they pay. */
@Injectable()
export class PayQuery {
  constructor(
    private readonly opportunities: OpportunitiesQuery,
    private readonly figures: PublishedFiguresQuery,
    private readonly clock: Clock,
  ) {}

  /** A page as of {@link OpportunitiesQuery.page}, each with its pay in short. */
  async page(actor: Actor, options: { after: string | null; limit: number }): Promise<{ opportunities: (OpportunitySummary & { readonly pay: PayInShort })[]; next: string | null }> {
    const [{ opportunities, next }, tables] = await Promise.all([this.opportunities.page(actor, { ...options, on: this.clock.today() }), this.figures.tables(actor)]);
    return { opportunities: opportunities.map(({ payFacts, ...summary }) => ({ ...summary, pay: payInShort(this.check(tables, payFacts, WHOEVER)) })), next };
  }

  /** Everything on one opportunity and its pay. Throws opportunities/opportunity-not-found. */
  async detail(actor: Actor, opportunityId: string, whose: PayFor = WHOEVER): Promise<OpportunityDetail & { readonly pay: PayCheck }> {
    const [{ payFacts, ...detail }, tables] = await Promise.all([this.opportunities.detail(actor, opportunityId, this.clock.today()), this.figures.tables(actor)]);
    return { ...detail, pay: this.check(tables, payFacts, whose) };
  }

  private check(tables: Parameters<typeof payCheck>[0], { startsOn, districtCode, ...stored }: PayOfOpportunity, whose: PayFor): PayCheck {
    return payCheck(tables, payFactsOf(stored), { startsOn: whose.startsOn ?? startsOn, bornOn: whose.bornOn, workplace: { districtCode } }, this.clock.today());
  }
}
