import { hiresReportCsv, HiresReportService } from '#lib/equality';
import type { Actor } from '#lib/platform';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { AnswersCsv, CanFail } from '../answers.js';
import { HiresReportDto, HiresReportQuery } from './reports.dto.js';

@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(private readonly hires: HiresReportService) {}

  @Get('hires')
  @Needs('reports.read')
  @ApiOperation({ summary: 'Hires by deprivation decile and fifth of the home postcode, through disclosure control' })
  @AnswersCsv('The figures as they may be published; in CSV a line for each cell.', HiresReportDto)
  @CanFail(401, 403, 404, 422)
  async reportHires(@Acting() actor: Actor, @Query() query: HiresReportQuery, @Res({ passthrough: true }) response: Response): Promise<HiresReportDto | string> {
    const report = await this.hires.report(actor, query);
    if (query.format === 'json') return report;
    response.type('text/csv; charset=utf-8').attachment(`hires-${report.from}-to-${report.to}-imd${report.edition}.csv`);
    return hiresReportCsv(report);
  }
}
