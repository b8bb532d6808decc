import { Module } from '@nestjs/common';
import { LaddersQuery } from './ladders/ladders.query.js';
import { LaddersService } from './ladders/ladders.service.js';
import { OpportunitiesQuery } from './opportunities.query.js';
import { OpportunitiesService } from './opportunities.service.js';
import { AccreditationsQuery } from './living-wage/accreditations.query.js';
import { AccreditationsService } from './living-wage/accreditations.service.js';
import { FundingQuery } from './pay/funding.query.js';
import { PayQuery } from './pay/pay.query.js';
import { PublishedFiguresQuery } from './pay/published-figures.query.js';
import { PublishedFiguresService } from './pay/published-figures.service.js';
import { PlacesService } from './places/places.service.js';
import { RingFences } from './places/ring-fences.service.js';
import { ProgrammesService } from './programmes.service.js';
import { RulesQuery } from './rules.query.js';
import { RulesService } from './rules.service.js';

const providers = [LaddersQuery, LaddersService, OpportunitiesService, OpportunitiesQuery, PayQuery, FundingQuery, PublishedFiguresQuery, PublishedFiguresService, AccreditationsQuery, AccreditationsService, PlacesService, RingFences, ProgrammesService, RulesQuery, RulesService];

@Module({ providers, exports: providers })
export class OpportunitiesModule {}
