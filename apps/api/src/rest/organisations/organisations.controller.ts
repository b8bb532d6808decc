import { OrganisationsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { OnDayQuery, OrganisationHistoryDto, OrganisationMoveBody, OrganisationTreeDto } from './organisations.dto.js';

const ORGANISATION = 'The `organisationId` of a node of the tree.';

@ApiTags('organisations')
@Controller('organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get()
  @Needs('organisations.read')
  @ApiOperation({ summary: 'The tree City > ICS > Place > organisation, with the codes that files use' })
  @ApiOkResponse({ type: OrganisationTreeDto, description: 'Your Cities whole.' })
  @CanFail(401, 403, 422)
  async listOrganisations(@Acting() actor: Actor, @Query() { on }: OnDayQuery): Promise<OrganisationTreeDto> {
    return { organisations: await this.organisations.tree(actor, on) };
  }

  @Get(':organisationId/places')
  @Needs('organisations.read')
  @ApiOperation({ summary: 'Where a node has stood in the tree, and will stand' })
  @ApiOkResponse({ type: OrganisationHistoryDto, description: 'A row for each time; none for a City.' })
  @CanFail(400, 401, 403, 404, 422)
  async showOrganisationHistory(@Acting() actor: Actor, @UuidParam('organisationId', ORGANISATION) organisationId: string): Promise<OrganisationHistoryDto> {
    return { places: await this.organisations.history(actor, organisationId) };
  }

  @Post(':organisationId/moves')
  @Needs('organisations.change')
  @HttpCode(200)
  @ApiOperation({ summary: 'Moves a node below another from a day on', description: 'You have to look after both nodes above, the old and the new. What was planned for later days falls away.' })
  @ApiOkResponse({ type: OrganisationHistoryDto, description: 'Where it stands, stood and will stand now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async moveOrganisation(@Acting() actor: Actor, @UuidParam('organisationId', ORGANISATION) organisationId: string, @Body() { parentCode, fromOn }: OrganisationMoveBody): Promise<OrganisationHistoryDto> {
    await this.organisations.move(actor, { organisationId, parentCode, fromOn });
    return { places: await this.organisations.history(actor, organisationId) };
  }
}
