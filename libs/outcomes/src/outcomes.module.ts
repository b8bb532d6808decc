import { Module } from '@nestjs/common';
import { HiresService } from './hires.service.js';
import { OutcomesService } from './outcomes.service.js';
import { SustainmentRulesService } from './sustainment-rules.service.js';

const SERVICES = [HiresService, OutcomesService, SustainmentRulesService];

@Module({ providers: SERVICES, exports: SERVICES })
export class OutcomesModule {}
