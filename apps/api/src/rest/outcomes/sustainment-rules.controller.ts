import { SustainmentRulesService } from '#lib/outcomes';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { ProgrammeCodeParam } from '../programmes/programme-code-param.js';
import { SustainmentRulesBody, SustainmentRulesHistoryDto } from './sustainment-rules.dto.js';

@ApiTags('programmes')
@Controller('programmes/:programmeCode/sustainment-rules')
export class SustainmentRulesController {
  constructor(private readonly rules: SustainmentRulesService) {}

  @Get()
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'What a programme asks of a start that lasts', description: 'A start is judged by the rules of its first day. Without any: no gap, the same employer, any hours, anybody’s word, and four weeks to ask.' })
  @ApiOkResponse({ type: SustainmentRulesHistoryDto, description: 'The rules, from the latest day back.' })
  @CanFail(400, 401, 403, 404, 422)
  async showSustainmentRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string): Promise<SustainmentRulesHistoryDto> {
    return { rules: await this.rules.ofProgramme(actor, programmeCode) };
  }

  @Post()
  @Needs('programmes.change')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sets what a programme asks of a start that lasts, from a day on', description: 'What was set before stays for starts before that day. To set the same again changes nothing.' })
  @ApiOkResponse({ type: SustainmentRulesHistoryDto, description: 'The rules as they stand now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async setSustainmentRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string, @Body() body: SustainmentRulesBody): Promise<SustainmentRulesHistoryDto> {
    return { rules: await this.rules.record(actor, programmeCode, body) };
  }
}
