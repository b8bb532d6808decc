import { Module } from '@nestjs/common';
import { OpportunitiesQuery } from './opportunities.query.js';
import { OpportunitiesService } from './opportunities.service.js';
import { PlacesService } from './places.service.js';
import { ProgrammesService } from './programmes.service.js';
import { RulesQuery } from './rules.query.js';
import { RulesService } from './rules.service.js';

const providers = [OpportunitiesService, OpportunitiesQuery, PlacesService, ProgrammesService, RulesQuery, RulesService];

@Module({ providers, exports: providers })
export class OpportunitiesModule {}
