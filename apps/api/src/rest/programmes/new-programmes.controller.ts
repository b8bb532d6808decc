import { ProgrammesService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { NewProgrammeBody, ProgrammeTemplatesDto } from './new-programmes.dto.js';
import { ProgrammeDetailDto } from './programmes.dto.js';

@ApiTags('programmes')
@Controller()
export class NewProgrammesController {
  constructor(private readonly programmes: ProgrammesService) {}

  @Get('programme-templates')
  @Needs('opportunities.read', 'programmes.change')
  @ApiOperation({ summary: 'Kinds of programme to begin one from, with their ages, dates and funding as far as they are known' })
  @ApiOkResponse({ type: ProgrammeTemplatesDto, description: 'All kinds.' })
  @CanFail(401, 403, 422)
  async listProgrammeTemplates(@Acting() actor: Actor): Promise<ProgrammeTemplatesDto> {
    return { templates: await this.programmes.templates(actor) };
  }

  @Post('programmes')
  @Needs('programmes.change')
  @ApiOperation({ summary: 'Begins a programme from a template', description: 'What the template says holds until it is changed. A rule on age makes nobody a member until its justification is recorded.' })
  @Creates(ProgrammeDetailDto, '/api/v1/programmes/EAST-EARN-AND-LEARN')
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async addProgramme(@Acting() actor: Actor, @Body() body: NewProgrammeBody, @Res({ passthrough: true }) response: Response): Promise<ProgrammeDetailDto> {
    const programme = await this.programmes.create(actor, body);
    response.location(`/api/v1/programmes/${programme.code}`);
    return programme;
  }
}
