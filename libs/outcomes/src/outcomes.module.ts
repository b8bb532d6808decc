import { Module } from '@nestjs/common';
import { BrokerageModule } from '#lib/brokerage';
import { ClaimsQuery } from './claims.query.js';
import { ClaimsService } from './claims.service.js';
import { CoursesService } from './courses.service.js';
import { HiresService } from './hires.service.js';
import { OutcomeReminders } from './outcome-reminders.service.js';
import { OutcomesService } from './outcomes.service.js';
import { SustainmentRulesService } from './sustainment-rules.service.js';

const SERVICES = [ClaimsQuery, ClaimsService, CoursesService, HiresService, OutcomeReminders, OutcomesService, SustainmentRulesService];

@Module({ imports: [BrokerageModule], providers: SERVICES, exports: SERVICES })
export class OutcomesModule {}
