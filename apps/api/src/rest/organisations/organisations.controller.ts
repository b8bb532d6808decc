import { OrganisationsService, type Organisation } from '#lib/identity';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

@ApiTags('organisations')
@Controller('organisations')
export class OrganisationsController {
  constructor(private readonly organisations: OrganisationsService) {}

  @Get()
  @ApiOperation({ summary: 'The tree City > ICS > Place > organisation, parents first, with the codes that files use.' })
  async tree(): Promise<{ organisations: Organisation[] }> {
    return { organisations: await this.organisations.tree() };
  }
}
