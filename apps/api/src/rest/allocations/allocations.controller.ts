import { AllocationAcceptance } from '#lib/brokerage';
import { AllocationRequests, AllocationsQuery, AllocationsService } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { AcceptsWork, CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { AllocatedPlacePageDto, AllocationsDto, AllocationStateDto, DifferencePageDto, ExplainedPlaceDto, ScenariosDto } from './allocations.dto.js';
import { NewAllocation, NewScenario, OtherPlaceQuery, PlaceDecisionBody } from './allocations.sent.js';
import { termsOf } from './terms.sent.js';

const ALLOCATION = 'The `allocationId` of an allocation.';

@ApiTags('allocations')
@Controller('allocations')
export class AllocationsController {
  constructor(
    private readonly requests: AllocationRequests,
    private readonly allocations: AllocationsService,
    private readonly query: AllocationsQuery,
    private readonly acceptance: AllocationAcceptance,
  ) {}

  @Post()
  @Needs('allocations.run')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Gives a cohort its places: the best for all together, proven',
    description: 'Of all pairs that the rules allow those of the greatest sum of scores and place values, within the places of each intake. The answer comes at once and the work goes on: at the Location the gap to what is proven closes until the status is `done` or `failed`. Nothing becomes a case before the allocation is accepted.',
  })
  @AcceptsWork(AllocationStateDto, `/api/v1/allocations/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async requestAllocation(@Acting() actor: Actor, @Body() body: NewAllocation, @Res({ passthrough: true }) response: Response): Promise<AllocationStateDto> {
    const { candidateIds, organisationId, contractEndsFrom, contractEndsTo, programmeCode, opportunityIds, asOfOn, seed } = body;
    const request = given({ candidateIds, organisationId, contractEndsFrom, contractEndsTo, programmeCode, opportunityIds });
    const allocationId = await this.requests.ask(actor, request, { terms: termsOf(body), ...given({ asOfOn, seed }) });
    response.location(`/api/v1/allocations/${allocationId}`);
    return this.query.state(actor, allocationId);
  }

  @Get()
  @Needs('matches.read')
  @ApiOperation({ summary: 'The twenty newest allocations' })
  @ApiOkResponse({ type: AllocationsDto, description: 'Allocations, whatever became of them.' })
  @CanFail(401, 403, 422)
  async listAllocations(@Acting() actor: Actor): Promise<AllocationsDto> {
    return { allocations: await this.query.newest(actor, 20) };
  }

  @Get(':allocationId')
  @Needs('matches.read')
  @ApiOperation({ summary: 'How an allocation stands' })
  @ApiOkResponse({ type: AllocationStateDto, description: 'Status, progress with the proven gap, and what was decided.' })
  @CanFail(400, 401, 403, 404, 422)
  showAllocation(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string): Promise<AllocationStateDto> {
    return this.query.state(actor, allocationId);
  }

  @Get(':allocationId/places')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Who gets which place, a page at a time' })
  @ApiOkResponse({ type: AllocatedPlacePageDto, description: 'A page of the cohort, also those without a place. Empty before the first search has ended.' })
  @CanFail(400, 401, 403, 404, 422)
  listAllocationPlaces(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string, @Query() { after, limit }: PageQuery): Promise<AllocatedPlacePageDto> {
    return this.query.places(actor, allocationId, { after: after ?? null, limit });
  }

  @Get(':allocationId/candidates/:candidateId')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Why somebody has this place, and why not another', description: 'From the prices that prove the allocation. The ten best others by score, or the one that is asked for.' })
  @ApiOkResponse({ type: ExplainedPlaceDto, description: 'The place, taken apart.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  explainAllocationPlace(
    @Acting() actor: Actor,
    @UuidParam('allocationId', ALLOCATION) allocationId: string,
    @UuidParam('candidateId', 'The `candidateId` of a list.') candidateId: string,
    @Query() { opportunityId }: OtherPlaceQuery,
  ): Promise<ExplainedPlaceDto> {
    return this.query.explain(actor, allocationId, candidateId, opportunityId ?? null);
  }

  @Post(':allocationId/scenarios')
  @Needs('allocations.run')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Asks what would be if something were otherwise',
    description: 'On the facts of the allocation, and beside what was decided there: other places, pay, travel, rules or terms. The answer comes at once and the work goes on, from the prices of the allocation. A scenario is compared, and never accepted: ask for an allocation on its terms.',
  })
  @AcceptsWork(AllocationStateDto, `/api/v1/allocations/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async imagineAllocation(
    @Acting() actor: Actor,
    @UuidParam('allocationId', ALLOCATION) allocationId: string,
    @Body() { name, scenario }: NewScenario,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AllocationStateDto> {
    const scenarioId = await this.requests.imagine(actor, allocationId, name, scenario);
    response.location(`/api/v1/allocations/${scenarioId}`);
    return this.query.state(actor, scenarioId);
  }

  @Get(':allocationId/scenarios')
  @Needs('matches.read')
  @ApiOperation({ summary: 'An allocation and its scenarios side by side, in figures' })
  @ApiOkResponse({ type: ScenariosDto, description: 'The allocation, and each scenario with how it differs.' })
  @CanFail(400, 401, 403, 404, 422)
  async compareScenarios(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string): Promise<ScenariosDto> {
    const [base, scenarios] = await Promise.all([this.query.state(actor, allocationId), this.query.scenarios(actor, allocationId)]);
    return { base, scenarios };
  }

  @Get(':scenarioId/differences')
  @Needs('matches.read')
  @ApiOperation({ summary: 'For whom a scenario would be otherwise, a page at a time' })
  @ApiOkResponse({ type: DifferencePageDto, description: 'A page of people. Empty before the scenario has been worked out.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  listScenarioDifferences(@Acting() actor: Actor, @UuidParam('scenarioId', 'The `allocationId` of a scenario.') scenarioId: string, @Query() { after, limit }: PageQuery): Promise<DifferencePageDto> {
    return this.query.differences(actor, scenarioId, { after: after ?? null, limit });
  }

  @Post(':allocationId/decisions')
  @Needs('allocations.run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Decides on one person; the rest is allocated again round it', description: 'At once, and as often as somebody decides: what was decided stays, and so does the proof for the rest.' })
  @AcceptsWork(AllocationStateDto, `/api/v1/allocations/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async decideAllocationPlace(
    @Acting() actor: Actor,
    @UuidParam('allocationId', ALLOCATION) allocationId: string,
    @Body() body: PlaceDecisionBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AllocationStateDto> {
    await this.allocations.decide(actor, allocationId, body);
    response.location(`/api/v1/allocations/${allocationId}`);
    return this.query.state(actor, allocationId);
  }

  @Post(':allocationId/stop')
  @Needs('allocations.run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Takes the best so far, with the gap that is proven', description: 'The search ends after the round in hand. Where it has ended already nothing changes.' })
  @ApiOkResponse({ type: AllocationStateDto, description: 'The allocation, asked to stop.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async stopAllocation(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string): Promise<AllocationStateDto> {
    await this.allocations.stop(actor, allocationId);
    return this.query.state(actor, allocationId);
  }

  @Post(':allocationId/cancellation')
  @Needs('allocations.run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Calls an allocation off', description: 'Nothing of it becomes a case. One that was called off already stays so.' })
  @ApiOkResponse({ type: AllocationStateDto, description: 'The allocation, called off.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async cancelAllocation(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string): Promise<AllocationStateDto> {
    await this.allocations.cancel(actor, allocationId);
    return this.query.state(actor, allocationId);
  }

  @Post(':allocationId/acceptance')
  @Needs('allocations.run')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Turns an allocation into referrals, with places held',
    description: 'All in one go. Who may not be shown to partners, has a place by now, or whose intake has filled up meanwhile is passed over: the `outcome` of each place says so. Once more it changes nothing.',
  })
  @ApiOkResponse({ type: AllocationStateDto, description: 'The allocation, accepted.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async acceptAllocation(@Acting() actor: Actor, @UuidParam('allocationId', ALLOCATION) allocationId: string): Promise<AllocationStateDto> {
    await this.acceptance.accept(actor, allocationId);
    return this.query.state(actor, allocationId);
  }
}

/** The fields that were sent. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
