import { OrganisationsService } from '#lib/identity';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CanFail } from '../answers.js';
import { OrganisationTreeDto } from './organisations.dto.js';

@ApiTags('organisations')
@Controller('organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get()
  @ApiOperation({ summary: 'The tree City > ICS > Place > organisation, with the codes that files use' })
  @ApiOkResponse({ type: OrganisationTreeDto, description: 'The whole tree.' })
  @CanFail(422)
  async listOrganisations(): Promise<OrganisationTreeDto> {
    return { organisations: await this.organisations.tree() };
  }
}
