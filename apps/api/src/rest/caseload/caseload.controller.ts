import { CaseloadQuery } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { BrokersDto, CaseloadCountsDto, CaseloadPageQuery, CaseloadQueryDto, CasePageDto } from './caseload.dto.js';

@ApiTags('caseload')
@Controller('caseload')
export class CaseloadController {
  constructor(private readonly query: CaseloadQuery) {}

  @Get()
  @Needs('casework.read')
  @ApiOperation({ summary: 'The lists of a caseload and how many are on each', description: 'Of everybody whom you look after, of one broker, or of an organisation or area.' })
  @ApiOkResponse({ type: CaseloadCountsDto, description: 'The lists.' })
  @CanFail(401, 403, 422)
  async countCaseload(@Acting() actor: Actor, @Query() query: CaseloadQueryDto): Promise<CaseloadCountsDto> {
    return { lists: await this.query.counts(actor, filterOf(query), query) };
  }

  @Get('people')
  @Needs('casework.read')
  @ApiOperation({ summary: 'Who is on a list of the caseload, what is next and since when, a page at a time' })
  @ApiOkResponse({ type: CasePageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listCaseload(@Acting() actor: Actor, @Query() query: CaseloadPageQuery): Promise<CasePageDto> {
    return this.query.page(actor, query.list, filterOf(query), query, { after: query.after ?? null, limit: query.limit });
  }

  @Get('brokers')
  @Needs('casework.read')
  @ApiOperation({ summary: 'Brokers and leads of your City, to whom people can be handed over' })
  @ApiOkResponse({ type: BrokersDto, description: 'The brokers.' })
  @CanFail(401, 403, 422)
  async listBrokers(@Acting() actor: Actor): Promise<BrokersDto> {
    return { brokers: await this.query.brokers(actor) };
  }
}

function filterOf({ brokerId, organisationId }: CaseloadQueryDto): { readonly userId?: string; readonly organisationId?: string } {
  return { userId: brokerId, organisationId };
}
