import { RulesQuery, RulesService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { OpportunityRulesBody, OpportunityRulesDto } from './rules.dto.js';

const OPPORTUNITY = 'The `opportunityId` of a list.';

@ApiTags('programmes')
@Controller('opportunities/:opportunityId/rules')
export class OpportunityRulesController {
  constructor(
    private readonly query: RulesQuery,
    private readonly rules: RulesService,
  ) {}

  @Get()
  @Needs('opportunities.read', 'listings.change')
  @ApiOperation({ summary: 'What staff ask for beside the advert of an opportunity, with what it inherits from its programme' })
  @ApiOkResponse({ type: OpportunityRulesDto, description: 'The rules as they stand, and how they came to be.' })
  @CanFail(400, 401, 403, 404, 422)
  showOpportunityRules(@Acting() actor: Actor, @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string): Promise<OpportunityRulesDto> {
    return this.query.ofOpportunity(actor, opportunityId);
  }

  @Put()
  @Needs('listings.change')
  @ApiOperation({ summary: 'Sets the rules of an opportunity', description: 'They hold beside those of its programme and what its advert says, and stay when a newer file changes the advert. Each save is a version of its own.' })
  @ApiOkResponse({ type: OpportunityRulesDto, description: 'The rules as they stand now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  changeOpportunityRules(@Acting() actor: Actor, @UuidParam('opportunityId', OPPORTUNITY) opportunityId: string, @Body() body: OpportunityRulesBody): Promise<OpportunityRulesDto> {
    return this.rules.changeOfOpportunity(actor, opportunityId, body);
  }
}
