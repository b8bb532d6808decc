import { BrokerageModule } from '#lib/brokerage';
import { CandidatesModule } from '#lib/candidates';
import { ExchangeModule } from '#lib/exchange';
import { MatchingModule } from '#lib/matching';
import { OutcomesModule } from '#lib/outcomes';
import { PlatformModule, type ProcessSetting } from '#lib/platform';
import { dataSourceOptions } from '#lib/schema';
import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CaseworkProcessor } from './processors/casework.processor.js';
import { ImportsProcessor } from './processors/imports.processor.js';
import { MatchingProcessor } from './processors/matching.processor.js';
import { SCHEDULES_QUEUE, SchedulesProcessor } from './processors/schedules.processor.js';

/** The workshop: jobs in, rows out. */
@Module({})
export class WorkerModule {
  static with(setting: ProcessSetting): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.with(setting),
        TypeOrmModule.forRoot(dataSourceOptions(setting.databaseUrl, setting.processName)),
        BullModule.registerQueue({ name: SCHEDULES_QUEUE }),
        BrokerageModule,
        CandidatesModule,
        MatchingModule,
        OutcomesModule,
        ExchangeModule,
      ],
      providers: [CaseworkProcessor, ImportsProcessor, MatchingProcessor, SchedulesProcessor],
    };
  }
}
