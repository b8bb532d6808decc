import { migrationStatus } from '#lib/schema';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from '../http/access.js';
import { CanFail } from '../rest/answers.js';
import { LiveDto, ReadyDto } from './health.dto.js';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly dataSource: DataSource) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: LiveDto, description: 'It does.' })
  @CanFail(422)
  showLiveness(): LiveDto {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether requests can be served: the database answers and is migrated' })
  @ApiOkResponse({ type: ReadyDto, description: 'They can.' })
  @CanFail(422, 503)
  async showReadiness(): Promise<ReadyDto> {
    const status = await migrationStatus(this.dataSource).catch(() => null);
    if (status === null || status.pending.length > 0) throw new ServiceUnavailableException('The database does not answer, or migrations are pending.');
    return { status: 'ready' };
  }
}
