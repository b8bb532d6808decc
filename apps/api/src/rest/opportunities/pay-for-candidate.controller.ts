import { CandidatesQuery } from '#lib/candidates';
import { PostcodeLookup } from '#lib/geography';
import { isInLondon } from '#lib/kernel';
import { FundingQuery, PayQuery } from '#lib/opportunities';
import { Clock, type Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { FundingCheckBody, FundingCheckDto } from './funding.dto.js';
import { PayCheckDto, PayOnStartQuery } from './pay.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';
const OPPORTUNITY = 'The `opportunityId` of a list.';

@ApiTags('opportunities')
@Controller('candidates/:candidateId/opportunities/:opportunityId')
export class PayForCandidateController {
  constructor(
    private readonly pay: PayQuery,
    private readonly funding: FundingQuery,
    private readonly postcodes: PostcodeLookup,
    private readonly candidates: CandidatesQuery,
    private readonly clock: Clock,
  ) {}

  @Get('pay')
  @Needs('candidates.read', 'own-record.read')
  @ApiOperation({ summary: 'What an opportunity would pay a candidate, from the start on', description: 'The minimum wage is that of the candidate’s age, and changes with it.' })
  @ApiOkResponse({ type: PayCheckDto, description: 'Pay an hour against the minimum wage and the Living Wage.' })
  @CanFail(400, 401, 403, 404, 422)
  async showPayForCandidate(
    @Acting() actor: Actor,
    @UuidParam('candidateId', CANDIDATE) candidateId: string,
    @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string,
    @Query() { startsOn }: PayOnStartQuery,
  ): Promise<PayCheckDto> {
    const { bornOn } = await this.candidates.matchingRow(actor, candidateId, this.clock.today());
    return (await this.pay.detail(actor, opportunityId, { startsOn: startsOn ?? null, bornOn })).pay;
  }

  @Post('funding-checks')
  @Needs('candidates.read', 'own-record.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Who would pay for a course or apprenticeship for a candidate, by which rule, and what has to be shown', description: 'Nothing is stored. It is a guide for the talk with the college or provider, who decides.' })
  @ApiOkResponse({ type: FundingCheckDto, description: 'What the rules of the start day say.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async checkFunding(
    @Acting() actor: Actor,
    @UuidParam('candidateId', CANDIDATE) candidateId: string,
    @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string,
    @Body() { startsOn, ...asked }: FundingCheckBody,
  ): Promise<FundingCheckDto> {
    const { bornOn, postcode, level, englishLevel, mathsLevel } = await this.candidates.matchingRow(actor, candidateId, this.clock.today());
    const [home] = postcode === null ? [] : (await this.postcodes.homesOf([postcode], 2025)).values();
    const livesInLondon = isInLondon({ districtCode: home?.ladCode ?? null });
    return this.funding.check(actor, opportunityId, { bornOn, livesInLondon, level, englishLevel, mathsLevel, ...asked }, startsOn ?? null);
  }
}
