import { SharingAgreementsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { AgreementEndBody, NewSharingAgreementBody, SharingAgreementsDto } from './sharing-agreements.dto.js';

@ApiTags('organisations')
@Needs('organisations.change')
@Controller('sharing-agreements')
export class SharingAgreementsController {
  constructor(private readonly agreements: SharingAgreementsService) {}

  @Get()
  @ApiOperation({ summary: 'Sharing agreements and consortia with a party that you look after' })
  @ApiOkResponse({ type: SharingAgreementsDto, description: 'All of them, also those that are over.' })
  @CanFail(401, 403, 422)
  async listSharingAgreements(@Acting() actor: Actor): Promise<SharingAgreementsDto> {
    return { agreements: await this.agreements.list(actor) };
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Records that organisations may act for others from a day on', description: 'Whoever acts sees candidates of the others as far as those have consented to be shared.' })
  @ApiOkResponse({ type: SharingAgreementsDto, description: 'Recorded. All agreements as they stand now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async recordSharingAgreement(@Acting() actor: Actor, @Body() { name, fromOn, toOn, parties }: NewSharingAgreementBody): Promise<SharingAgreementsDto> {
    await this.agreements.record(actor, { name, fromOn, toOn: toOn ?? null, parties });
    return { agreements: await this.agreements.list(actor) };
  }

  @Post(':agreementId/end')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sets the last day of an agreement' })
  @ApiNoContentResponse({ description: 'Set.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  endSharingAgreement(@Acting() actor: Actor, @UuidParam('agreementId', 'The `agreementId` of an agreement.') agreementId: string, @Body() { lastOn }: AgreementEndBody): Promise<void> {
    return this.agreements.end(actor, agreementId, lastOn);
  }
}
