import { ClaimsQuery, ClaimsService } from '#lib/outcomes';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { AwardBody, ClaimBody, ClaimDetailDto, ClaimNoteBody, ClaimPageDto, ClaimsQueryDto } from './claims.dto.js';

const CLAIM = 'The `claimId` of a claim.';

@ApiTags('referrals')
@Controller()
export class ClaimsController {
  constructor(
    private readonly claims: ClaimsService,
    private readonly query: ClaimsQuery,
  ) {}

  @Post('referrals/:referralId/claims')
  @Needs('outcomes.record', 'referrals.review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Claims an outcome of a person for an organisation', description: 'An outcome of a person counts once for a programme. Where another organisation was first the claim is `contesting`, and a lead above both decides. To claim the same again changes nothing.' })
  @ApiOkResponse({ type: ClaimDetailDto, description: 'The claim as it stands.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  claimOutcome(@Acting() actor: Actor, @UuidParam('referralId', 'The `referralId` of a referral.') referralId: string, @Body() { outcomeCode, organisationCode, note }: ClaimBody): Promise<ClaimDetailDto> {
    return this.claims.claim(actor, referralId, { outcomeCode, organisationCode, note: note ?? null });
  }

  @Get('outcome-claims')
  @Needs('outcomes.record', 'referrals.review')
  @ApiOperation({ summary: 'Claims of your organisations, newest first' })
  @ApiOkResponse({ type: ClaimPageDto, description: 'A page of claims.' })
  @CanFail(401, 403, 422)
  listClaims(@Acting() actor: Actor, @Query() { show, after, limit }: ClaimsQueryDto): Promise<ClaimPageDto> {
    return this.query.page(actor, { isDisputed: show === 'disputed', after: after ?? null, limit });
  }

  @Get('outcome-claims/:claimId')
  @Needs('outcomes.record', 'referrals.review')
  @ApiOperation({ summary: 'A claim with its history' })
  @ApiOkResponse({ type: ClaimDetailDto, description: 'The claim.' })
  @CanFail(400, 401, 403, 404, 422)
  showClaim(@Acting() actor: Actor, @UuidParam('claimId', CLAIM) claimId: string): Promise<ClaimDetailDto> {
    return this.query.detail(actor, claimId);
  }

  @Post('outcome-claims/:claimId/notes')
  @Needs('outcomes.record', 'referrals.review')
  @HttpCode(200)
  @ApiOperation({ summary: 'Adds to a claim what speaks for it', description: 'Read by the own organisation and by the leads above. The other side does not see it.' })
  @ApiOkResponse({ type: ClaimDetailDto, description: 'The claim as it stands.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  addClaimNote(@Acting() actor: Actor, @UuidParam('claimId', CLAIM) claimId: string, @Body() { note }: ClaimNoteBody): Promise<ClaimDetailDto> {
    return this.claims.addNote(actor, claimId, note);
  }

  @Post('outcome-claims/:claimId/award')
  @Needs('claims.resolve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Decides a dispute for a claim', description: 'By a lead at a node above all who claim the same. The other claims are refused; all sides read the reason and the note.' })
  @ApiOkResponse({ type: ClaimDetailDto, description: 'The claim as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  awardClaim(@Acting() actor: Actor, @UuidParam('claimId', CLAIM) claimId: string, @Body() { reasonCode, note }: AwardBody): Promise<ClaimDetailDto> {
    return this.claims.award(actor, claimId, reasonCode, note);
  }
}
