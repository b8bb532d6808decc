import { GeographyModule } from '#lib/geography';
import { IdentityModule } from '#lib/identity';
import { Module } from '@nestjs/common';
import { HireAnswersService } from './hire-answers.service.js';
import { HiresReportService } from './hires-report.service.js';

@Module({ imports: [IdentityModule, GeographyModule], providers: [HireAnswersService, HiresReportService], exports: [HireAnswersService, HiresReportService] })
export class EqualityModule {}
