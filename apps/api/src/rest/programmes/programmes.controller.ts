import { RulesTrial } from '#lib/matching';
import { ProgrammesService, RulesQuery, RulesService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { ProgrammeCodeParam } from './programme-code-param.js';
import { ProgrammeBody, ProgrammeDetailDto } from './programmes.dto.js';
import { ProgrammeRulesBody, ProgrammeRulesDto, RulesTrialBody, RulesTrialDto } from './rules.dto.js';

@ApiTags('programmes')
@Controller('programmes/:programmeCode')
export class ProgrammesController {
  constructor(
    private readonly programmes: ProgrammesService,
    private readonly query: RulesQuery,
    private readonly rules: RulesService,
    private readonly trial: RulesTrial,
  ) {}

  @Get()
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'A programme: whom it is for, and what is still to be put right' })
  @ApiOkResponse({ type: ProgrammeDetailDto, description: 'The programme.' })
  @CanFail(400, 401, 403, 404, 422)
  showProgramme(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string): Promise<ProgrammeDetailDto> {
    return this.programmes.detail(actor, programmeCode);
  }

  @Put()
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Sets whom a programme is for', description: 'A rule on age without a justification or a review date is kept, shown among the problems, and makes nobody a member. A contradiction is refused. Runs that have read their facts are not changed.' })
  @ApiOkResponse({ type: ProgrammeDetailDto, description: 'The programme as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  changeProgramme(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string, @Body() { version, ...facts }: ProgrammeBody): Promise<ProgrammeDetailDto> {
    return this.programmes.change(actor, programmeCode, facts, version);
  }

  @Get('rules')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'What a programme asks of everything that belongs to it, and how it weighs a match' })
  @ApiOkResponse({ type: ProgrammeRulesDto, description: 'The rules as they stand, and how they came to be.' })
  @CanFail(400, 401, 403, 404, 422)
  showProgrammeRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string): Promise<ProgrammeRulesDto> {
    return this.query.ofProgramme(actor, programmeCode);
  }

  @Put('rules')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Sets the rules and weights of a programme', description: 'Each save is a version of its own and none is ever changed. What cannot be applied is refused with the reason.' })
  @ApiOkResponse({ type: ProgrammeRulesDto, description: 'The rules as they stand now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  changeProgrammeRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string, @Body() body: ProgrammeRulesBody): Promise<ProgrammeRulesDto> {
    return this.rules.changeOfProgramme(actor, programmeCode, body);
  }

  @Post('rules/try')
  @Needs('candidates.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tries rules on some people before they are kept', description: 'Nothing is stored. Nobody is tried who has not consented to matching.' })
  @ApiOkResponse({ type: RulesTrialDto, description: 'How each of them stands to each rule.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async tryProgrammeRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string, @Body() body: RulesTrialBody): Promise<RulesTrialDto> {
    return { people: await this.trial.try(actor, programmeCode, body) };
  }
}
