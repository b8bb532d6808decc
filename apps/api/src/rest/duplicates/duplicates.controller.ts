import { MergingService } from '#lib/brokerage';
import { DuplicatesQuery } from '#lib/candidates';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { AnswerDuplicateBody, AnsweredDuplicateDto, DuplicatePageDto, MergePageDto } from './duplicates.dto.js';

@ApiTags('candidates')
@Controller()
export class DuplicatesController {
  constructor(
    private readonly duplicates: DuplicatesQuery,
    private readonly merging: MergingService,
  ) {}

  @Get('duplicates')
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

  @Post('duplicates/:duplicateId/answers')
  @Needs('candidates.import')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Says whether two records are of one person',
    description: 'When you look after both they are put together at once: cases, notes, tasks, plans and outcomes follow the record that is kept, both references reach it, of two cases at one intake the further stays, and a purpose that the person said no to in either record stays a no. Another organisation is asked first; whoever answers it accepts which record it proposes to keep.',
  })
  @ApiOkResponse({ type: AnsweredDuplicateDto, description: 'What came of it.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  answerDuplicate(@Acting() actor: Actor, @UuidParam('duplicateId', 'The `duplicateId` of the list.') duplicateId: string, @Body() { answer, keep, take }: AnswerDuplicateBody): Promise<AnsweredDuplicateDto> {
    return this.merging.answer(actor, duplicateId, { answer, keep: keep ?? null, take: take ?? [] });
  }

  @Get('merges')
  @Needs('candidates.read')
  @ApiOperation({ summary: 'Records that were put together, a page at a time' })
  @ApiOkResponse({ type: MergePageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listMerges(@Acting() actor: Actor, @Query() page: PageQuery): Promise<MergePageDto> {
    return this.duplicates.merges(actor, { after: page.after ?? null, limit: page.limit });
  }

  @Post('merges/:mergeId/undo')
  @Needs('candidates.import')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes two records apart again', description: 'Each gets back what was its own. What was added since stays with the record that was kept. When something was changed since that cannot be taken apart, nothing is done and the answer says what.' })
  @ApiNoContentResponse({ description: 'They are two records again.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async undoMerge(@Acting() actor: Actor, @UuidParam('mergeId', 'The `mergeId` of the list.') mergeId: string): Promise<void> {
    await this.merging.undo(actor, mergeId);
  }
}
