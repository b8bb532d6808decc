import { ChasingRules } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { ProgrammeCodeParam } from './programme-code-param.js';
import { ChasingDaysBody, ChasingRulesDto } from './chasing-rules.dto.js';

@ApiTags('programmes')
@Controller('programmes/:programmeCode/chasing-rules')
export class ChasingRulesController {
  constructor(private readonly rules: ChasingRules) {}

  @Get()
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'After how many days cases of a programme that do not move are chased' })
  @ApiOkResponse({ type: ChasingRulesDto, description: 'What counts today, and all that was set.' })
  @CanFail(400, 401, 403, 404, 422)
  showChasingRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string): Promise<ChasingRulesDto> {
    return this.rules.ofProgramme(actor, programmeCode);
  }

  @Post()
  @Needs('programmes.change')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sets after how many days cases in a status are chased, from a day on', description: 'What was sent before stays sent: a case that was reminded already waits for its next step.' })
  @ApiOkResponse({ type: ChasingRulesDto, description: 'The rules as they stand now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  setChasingRules(@Acting() actor: Actor, @ProgrammeCodeParam() programmeCode: string, @Body() body: ChasingDaysBody): Promise<ChasingRulesDto> {
    return this.rules.set(actor, programmeCode, body);
  }
}
