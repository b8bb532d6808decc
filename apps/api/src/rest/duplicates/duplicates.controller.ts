import { DuplicatesQuery } from '#lib/candidates';
import type { Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { DuplicatePageDto } from './duplicates.dto.js';

@ApiTags('candidates')
@Controller('duplicates')
export class DuplicatesController {
  constructor(private readonly duplicates: DuplicatesQuery) {}

  @Get()
  @Needs('candidates.read')
  @ApiOperation({
    summary: 'People who are perhaps registered twice, a page at a time',
    description: 'Found when somebody is entered or their facts change, within the City. A record of another organisation counts when both people consent to be shown to partners; of it you learn that it exists and whom to ask.',
  })
  @ApiOkResponse({ type: DuplicatePageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listDuplicates(@Acting() actor: Actor, @Query() page: PageQuery): Promise<DuplicatePageDto> {
    return this.duplicates.page(actor, { after: page.after ?? null, limit: page.limit });
  }
}
