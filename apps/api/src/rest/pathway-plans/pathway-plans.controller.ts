import { PathwayPlans, PathwayPlansQuery } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { CanFail, Creates } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { PathwayPlanDto, PathwayPlansDto, PlanBody, RoutesBody, RoutesDto } from './pathway-plans.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';
const PLAN = 'The `planId` of a plan.';

@ApiTags('pathway plans')
@Controller()
export class PathwayPlansController {
  constructor(
    private readonly plans: PathwayPlans,
    private readonly query: PathwayPlansQuery,
    private readonly candidates: CandidatesQuery,
  ) {}

  @Post('candidates/:candidateId/pathway-routes')
  @Needs('matches.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'The best routes from where a person is to a step of a ladder', description: 'Over ways that are paid while learning, courses, and places that are advertised or expected. Nothing is stored.' })
  @ApiOkResponse({ type: RoutesDto, description: 'Up to five routes, or why there is none.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  findRoutes(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: RoutesBody): Promise<RoutesDto> {
    return this.plans.routes(actor, candidateId, body);
  }

  @Post('candidates/:candidateId/pathway-plans')
  @Needs('matches.read')
  @ApiOperation({ summary: 'Keeps one of the routes as a plan', description: 'It is looked at again whenever something it rests on changes.' })
  @Creates(PathwayPlanDto, '/api/v1/pathway-plans/019c8a5e-7c1d-7a40-9d0f-3b1f6c2e8a11')
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async savePathwayPlan(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() { legs, ...wish }: PlanBody, @Res({ passthrough: true }) response: Response): Promise<PathwayPlanDto> {
    const planId = await this.plans.save(actor, candidateId, wish, legs);
    response.location(`/api/v1/pathway-plans/${planId}`);
    return this.query.detail(actor, planId);
  }

  @Get('candidates/:candidateId/pathway-plans')
  @Needs('matches.read', 'own-record.read')
  @ApiOperation({ summary: 'The plans of a candidate and how they stand' })
  @ApiOkResponse({ type: PathwayPlansDto, description: 'The plans; none when there never was one.' })
  @CanFail(400, 401, 403, 404, 422)
  async listPathwayPlans(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<PathwayPlansDto> {
    await this.candidates.mustBeInReach(actor, candidateId); // a candidate that does not exist is not one without plans
    return { plans: await this.query.ofCandidate(actor, candidateId) };
  }

  @Get('pathway-plans/:planId')
  @Needs('matches.read', 'own-record.read')
  @ApiOperation({ summary: 'A plan, what has changed since it was agreed, and what comes next' })
  @ApiOkResponse({ type: PathwayPlanDto, description: 'The plan.' })
  @CanFail(400, 401, 403, 404, 422)
  showPathwayPlan(@Acting() actor: Actor, @UuidParam('planId', PLAN) planId: string): Promise<PathwayPlanDto> {
    return this.query.detail(actor, planId);
  }

  @Post('pathway-plans/:planId/sharing')
  @Needs('matches.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Shows a plan to the person', description: 'Once more changes nothing.' })
  @ApiOkResponse({ type: PathwayPlanDto, description: 'The plan.' })
  @CanFail(400, 401, 403, 404, 422)
  async sharePathwayPlan(@Acting() actor: Actor, @UuidParam('planId', PLAN) planId: string): Promise<PathwayPlanDto> {
    await this.plans.share(actor, planId);
    return this.query.detail(actor, planId);
  }

  @Post('pathway-plans/:planId/check')
  @Needs('matches.read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Looks at a plan again now' })
  @ApiOkResponse({ type: PathwayPlanDto, description: 'The plan as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async checkPathwayPlan(@Acting() actor: Actor, @UuidParam('planId', PLAN) planId: string): Promise<PathwayPlanDto> {
    await this.plans.check(actor, planId);
    return this.query.detail(actor, planId);
  }
}
