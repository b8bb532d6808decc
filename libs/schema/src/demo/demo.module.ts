import { IdentityModule } from '#lib/identity';
import { Module } from '@nestjs/common';
import { DemoService } from './demo.service.js';

@Module({ imports: [IdentityModule], providers: [DemoService], exports: [DemoService] })
export class DemoModule {}
