import type { EvidenceEvent, EvidenceOfCandidate, SeenEvidence } from '#lib/candidates';
import { PROGRAMME_EVIDENCE, type ProgrammeEvidence } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { EVIDENCE } from '../programmes/new-programmes.dto.js';
import { CalendarDate, OneOf, YesOrNo } from '../request-fields.js';

export class SeenEvidenceBody implements SeenEvidence {
  @OneOf(PROGRAMME_EVIDENCE, { description: codes(EVIDENCE).description, example: 'universal-credit' })
  readonly evidence!: ProgrammeEvidence;

  @YesOrNo({ description: 'True: it was seen. False: it counts no longer.', example: true })
  readonly isShown!: boolean;

  @CalendarDate({ required: false, description: 'When; today when left out.' })
  readonly seenOn?: string;
}

class EvidenceEventDto implements EvidenceEvent {
  @ApiProperty(codes(EVIDENCE))
  readonly evidence!: ProgrammeEvidence;

  @ApiProperty({ type: Boolean })
  readonly isShown!: boolean;

  @ApiProperty({ type: String, format: 'date' })
  readonly seenOn!: string;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly actorId!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly recordedAt!: string;
}

export class EvidenceOfCandidateDto implements EvidenceOfCandidate {
  @ApiProperty({ enum: PROGRAMME_EVIDENCE, isArray: true, description: 'What stands now.' })
  readonly shown!: readonly ProgrammeEvidence[];

  @ApiProperty({ type: [EvidenceEventDto], description: 'How it came to be, newest first.' })
  readonly events!: readonly EvidenceEventDto[];
}
