import { OpportunitiesQuery, OpportunitiesService, PublishedFiguresQuery } from '#lib/opportunities';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { readDisplayAdverts } from '../display-advert/display-adverts-json.js';
import { readNhsJobs } from '../nhs-jobs/nhs-jobs-xml.js';
import { AdvertContent } from './advert-content.js';
import { CandidateContent } from './candidate-content.js';
import { CourseContent } from './course-content.js';
import { HireContent } from './hire-content.js';
import { RoleContent } from './role-content.js';
import type { UploadContent, UploadContentName } from './upload-content.js';
import { VenueContent } from './venue-content.js';

/** How each kind of content is read and stored. */
@Injectable()
export class UploadContents {
  private readonly byName: Readonly<Record<UploadContentName, UploadContent<unknown>>>;

  constructor(
    candidates: CandidateContent,
    courses: CourseContent,
    venues: VenueContent,
    roles: RoleContent,
    hires: HireContent,
    query: OpportunitiesQuery,
    opportunities: OpportunitiesService,
    figures: PublishedFiguresQuery,
    clock: Clock,
  ) {
    this.byName = {
      candidates,
      courses,
      venues,
      roles,
      hires,
      'display-adverts': new AdvertContent(readDisplayAdverts, query, opportunities, figures, clock),
      'nhs-jobs': new AdvertContent(readNhsJobs, query, opportunities, figures, clock),
    };
  }

  /** Entries go from `open` to `store` of the same content, so their type is nobody else's business. */
  of(name: UploadContentName): UploadContent<unknown> {
    return this.byName[name];
  }
}
