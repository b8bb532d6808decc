import { CandidatesModule } from '#lib/candidates';
import { EqualityModule } from '#lib/equality';
import { IdentityModule } from '#lib/identity';
import { OpportunitiesModule } from '#lib/opportunities';
import { OutcomesModule } from '#lib/outcomes';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { CandidateContent } from './contents/candidate-content.js';
import { CourseContent } from './contents/course-content.js';
import { HireContent } from './contents/hire-content.js';
import { RoleContent } from './contents/role-content.js';
import { UploadContents } from './contents/upload-contents.js';
import { VenueContent } from './contents/venue-content.js';
import { IMPORTS_QUEUE, ImportsBell } from './exchange.queue.js';
import { UploadedBytes } from './uploaded-bytes.js';
import { UploadsQuery } from './uploads.query.js';
import { UploadsService } from './uploads.service.js';

@Module({
  imports: [IdentityModule, CandidatesModule, OpportunitiesModule, OutcomesModule, EqualityModule, BullModule.registerQueue({ name: IMPORTS_QUEUE })],
  providers: [UploadsService, UploadsQuery, UploadedBytes, UploadContents, ImportsBell, CandidateContent, CourseContent, VenueContent, RoleContent, HireContent],
  exports: [UploadsService, UploadsQuery],
})
export class ExchangeModule {}
