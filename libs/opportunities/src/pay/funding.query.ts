import { fundingCheck, type FundingCheck, type Learner } from '#lib/kernel';
import { Clock, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { OpportunitiesQuery } from '../opportunities.query.js';
import { PublishedFiguresQuery } from './published-figures.query.js';

/** Who pays for courses and apprenticeships. */
@Injectable()
export class FundingQuery {
  constructor(
    private readonly opportunities: OpportunitiesQuery,
    private readonly figures: PublishedFiguresQuery,
    private readonly clock: Clock,
  ) {}

  /** For a learner who starts on a day, or on the next with places. Nothing is stored. Throws opportunities/opportunity-not-found and opportunities/no-learning. */
  async check(actor: Actor, opportunityId: string, learner: Learner, startsOn: string | null): Promise<FundingCheck> {
    const today = this.clock.today();
    const [{ kind, title, studyLevel, payFacts }, tables] = await Promise.all([this.opportunities.detail(actor, opportunityId, today), this.figures.tables(actor)]);
    if (kind !== 'course' && kind !== 'apprenticeship') throw new DomainError('opportunities/no-learning', 'Only a course or an apprenticeship is paid for as learning. This is neither.');
    const learning = { kind, title, level: studyLevel, isFoundationApprenticeship: payFacts.isFoundationApprenticeship };
    return fundingCheck(tables, learning, learner, startsOn ?? payFacts.startsOn ?? today);
  }
}
