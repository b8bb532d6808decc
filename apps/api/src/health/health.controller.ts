import { Controller, Get, Redirect, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('health/live')
  @ApiOperation({ summary: 'The process answers.' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'The database answers and is migrated, so requests can be served.' })
  async ready(): Promise<{ status: 'ready' }> {
    const isPending = await this.dataSource.showMigrations().catch(() => true);
    if (isPending) throw new ServiceUnavailableException('The database does not answer, or migrations are pending.');
    return { status: 'ready' };
  }

  @Get()
  @Redirect('/api/docs')
  @ApiExcludeEndpoint()
  home(): void {
    // The documentation is the only page there is so far.
  }
}
