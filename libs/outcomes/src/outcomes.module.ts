import { Module } from '@nestjs/common';
import { HiresService } from './hires.service.js';
import { OutcomesService } from './outcomes.service.js';

@Module({ providers: [HiresService, OutcomesService], exports: [HiresService, OutcomesService] })
export class OutcomesModule {}
