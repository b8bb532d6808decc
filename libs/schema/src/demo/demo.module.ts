import { IdentityModule } from '#lib/identity';
import { Module } from '@nestjs/common';
import { DemoAccounts } from './demo-accounts.js';
import { DemoService } from './demo.service.js';

@Module({ imports: [IdentityModule], providers: [DemoService, DemoAccounts], exports: [DemoService, DemoAccounts] })
export class DemoModule {}
