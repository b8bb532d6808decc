import { AccreditationsQuery, AccreditationsService } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { AccreditationHistoryDto, AccreditationPageDto, AllAccreditationCountsDto, NewAccreditationBody } from './living-wage.dto.js';

@ApiTags('living wage')
@Needs('accreditations.record')
@Controller('living-wage-accreditations')
export class LivingWageController {
  constructor(
    private readonly query: AccreditationsQuery,
    private readonly service: AccreditationsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where your employers and their contractors stand with the Living Wage, a page at a time' })
  @ApiOkResponse({ type: AccreditationPageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listAccreditations(@Acting() actor: Actor, @Query() { after, limit }: PageQuery): Promise<AccreditationPageDto> {
    return this.query.page(actor, { after: after ?? null, limit });
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Records where an employer or a contractor of it stands', description: 'Nothing is overwritten: the newest record of an organisation or contractor counts.' })
  @ApiOkResponse({ type: AccreditationHistoryDto, description: 'Recorded. Everything of the organisation as it stands now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async recordAccreditation(@Acting() actor: Actor, @Body() record: NewAccreditationBody): Promise<AccreditationHistoryDto> {
    return { accreditations: await this.service.record(actor, record) };
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many employers and contractors stand where, by City, ICS and Place' })
  @ApiOkResponse({ type: AllAccreditationCountsDto, description: 'Counts of organisations. Those of whom nothing is recorded are counted too.' })
  @CanFail(401, 403, 422)
  async countAccreditations(@Acting() actor: Actor): Promise<AllAccreditationCountsDto> {
    return { areas: await this.query.counts(actor) };
  }

  @Get('organisations/:organisationId')
  @ApiOperation({ summary: 'Everything recorded of an employer and its contractors' })
  @ApiOkResponse({ type: AccreditationHistoryDto, description: 'Empty where nothing is recorded.' })
  @CanFail(400, 401, 403, 404, 422)
  async showAccreditationsOfOrganisation(@Acting() actor: Actor, @UuidParam('organisationId', 'The `organisationId` of a node of the tree.') organisationId: string): Promise<AccreditationHistoryDto> {
    return { accreditations: await this.query.history(actor, organisationId) };
  }
}
