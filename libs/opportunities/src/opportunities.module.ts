import { Module } from '@nestjs/common';
import { OpportunitiesQuery } from './opportunities.query.js';
import { OpportunitiesService } from './opportunities.service.js';
import { PlacesService } from './places.service.js';

const providers = [OpportunitiesService, OpportunitiesQuery, PlacesService];

@Module({ providers, exports: providers })
export class OpportunitiesModule {}
