import { CoursesService } from '#lib/outcomes';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { CourseStandingDto, CourseStepBody } from './courses.dto.js';

const REFERRAL = 'The `referralId` of a referral.';

@ApiTags('referrals')
@Controller('referrals/:referralId/course')
export class CoursesController {
  constructor(private readonly courses: CoursesService) {}

  @Get()
  @Needs('referrals.read', 'referrals.review', 'own-record.read')
  @ApiOperation({ summary: 'How somebody on a course or apprenticeship stands: enrolled, retained, achieved, in a job' })
  @ApiOkResponse({ type: CourseStandingDto, description: 'The course so far.' })
  @CanFail(400, 401, 403, 404, 422)
  showCourse(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string): Promise<CourseStandingDto> {
    return this.courses.standing(actor, referralId);
  }

  @Post()
  @Needs('outcomes.record', 'referrals.review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records a step of somebody on a course or apprenticeship', description: 'By the college or employer to which the person was referred, or by the broker. `allowedSteps` says what can come next. To record the same thing again changes nothing.' })
  @ApiOkResponse({ type: CourseStandingDto, description: 'The course as it stands now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  recordCourseStep(@Acting() actor: Actor, @UuidParam('referralId', REFERRAL) referralId: string, @Body() body: CourseStepBody): Promise<CourseStandingDto> {
    const { step, happenedOn, gradeCode, jobReferralId } = body;
    return this.courses.record(actor, referralId, { step, happenedOn, gradeCode: gradeCode ?? null, jobReferralId: jobReferralId ?? null });
  }
}
