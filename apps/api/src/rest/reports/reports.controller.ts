import { hiresReportCsv, HiresReportService, type HiresReport } from '#lib/equality';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { HiresReportQuery } from './reports.dto.js';

@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(private readonly hires: HiresReportService) {}

  @Get('hires')
  @ApiOperation({ summary: 'Hires by deprivation decile and fifth of the home postcode, through disclosure control.' })
  @ApiProduces('application/json', 'text/csv')
  async hiresByDeprivation(@Query() query: HiresReportQuery, @Res({ passthrough: true }) response: Response): Promise<HiresReport | string> {
    const report = await this.hires.report(query);
    if (query.format === 'json') return report;
    response.type('text/csv; charset=utf-8').attachment(`hires-${report.from}-to-${report.to}-imd${report.edition}.csv`);
    return hiresReportCsv(report);
  }
}
