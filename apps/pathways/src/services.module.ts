import { EqualityModule } from '#lib/equality';
import { ExchangeModule } from '#lib/exchange';
import { GeographyModule } from '#lib/geography';
import { IdentityModule } from '#lib/identity';
import { MatchingModule } from '#lib/matching';
import { PlatformModule, type ProcessSetting } from '#lib/platform';
import { dataSourceOptions, DemoModule } from '#lib/schema';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

/** The services that the verbs of the command call. */
@Module({})
export class ServicesModule {
  static with(setting: ProcessSetting): DynamicModule {
    return {
      module: ServicesModule,
      imports: [
        PlatformModule.with(setting),
        TypeOrmModule.forRoot(dataSourceOptions(setting.databaseUrl, setting.processName)),
        IdentityModule,
        GeographyModule,
        MatchingModule,
        EqualityModule,
        ExchangeModule,
        DemoModule,
      ],
    };
  }
}
