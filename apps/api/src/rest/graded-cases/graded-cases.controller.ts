import { GradingService, QualityQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { EXAMPLE_ID } from '../request-fields.js';
import { UuidParam } from '../uuid-param.js';
import { CaseToGradeDto, GradedCasePageDto, GradedCasesQuery, GradesBody, NewGradedCaseBody } from './graded-cases.dto.js';

const CASE = 'The `caseId` of a list.';

@ApiTags('graded cases')
@Controller('graded-cases')
export class GradedCasesController {
  constructor(
    private readonly grading: GradingService,
    private readonly query: QualityQuery,
  ) {}

  @Post()
  @Needs('matches.read')
  @ApiOperation({
    summary: 'Keeps the facts of a person and of some opportunities, to be graded',
    description: 'Facts of today, with new ids, without names, and of every place only how long the way is: the case does not say whose they are, and stays when the person is erased. Whoever knows somebody well may still recognise rare facts, so only those see a case who look after people there.',
  })
  @Creates(CaseToGradeDto, `/api/v1/graded-cases/${EXAMPLE_ID}`)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async makeGradedCase(@Acting() actor: Actor, @Body() body: NewGradedCaseBody, @Res({ passthrough: true }) response: Response): Promise<CaseToGradeDto> {
    const caseId = await this.grading.makeCase(actor, body);
    response.location(`/api/v1/graded-cases/${caseId}`);
    return this.query.toGrade(actor, caseId);
  }

  @Get()
  @Needs('matches.read')
  @ApiOperation({ summary: 'Cases to grade, a page at a time' })
  @ApiOkResponse({ type: GradedCasePageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listGradedCases(@Acting() actor: Actor, @Query() { setName, after, limit }: GradedCasesQuery): Promise<GradedCasePageDto> {
    return this.query.page(actor, { setName: setName ?? null, after: after ?? null, limit });
  }

  @Get(':caseId')
  @Needs('matches.read')
  @ApiOperation({ summary: 'A case with its facts in sentences, and your grades' })
  @ApiOkResponse({ type: CaseToGradeDto, description: 'The case, without scores and in no order of theirs.' })
  @CanFail(400, 401, 403, 404, 410, 422)
  showGradedCase(@Acting() actor: Actor, @UuidParam('caseId', CASE) caseId: string): Promise<CaseToGradeDto> {
    return this.query.toGrade(actor, caseId);
  }

  @Put(':caseId/grades')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Says how suitable opportunities of a case are', description: 'One grade of yours for each opportunity: a later one takes the place of the one before. All are stored or none.' })
  @ApiOkResponse({ type: CaseToGradeDto, description: 'The case with your grades as they stand now.' })
  @CanFail(400, 401, 403, 404, 410, 413, 415, 422)
  async gradeCase(@Acting() actor: Actor, @UuidParam('caseId', CASE) caseId: string, @Body() { grades }: GradesBody): Promise<CaseToGradeDto> {
    await this.grading.grade(actor, caseId, grades);
    return this.query.toGrade(actor, caseId);
  }
}
