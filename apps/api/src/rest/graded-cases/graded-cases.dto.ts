import { GRADES, type Grade } from '#lib/kernel';
import type { CaseToGrade, GradedCaseSummary, NewGradedCase, OpportunityToGrade, SentGrade } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { NEXT_PAGE, PageQuery } from '../page.dto.js';
import { EXAMPLE_ID, Identifier, Identifiers, OneOf, ShortCode } from '../request-fields.js';

const MOST_OPPORTUNITIES = 30;

const GRADE = '0 unsuitable, 1 possible, 2 good, 3 very good.';

const SET = 'Cases that belong together.';

export class NewGradedCaseBody implements NewGradedCase {
  @Identifier({ description: 'Whose facts are kept, without who it is. Registered with your own organisation or one below it, and with a consent to matching.', example: EXAMPLE_ID })
  readonly candidateId!: string;

  @Identifiers(MOST_OPPORTUNITIES, { required: false, description: 'Which opportunities are graded. When left out: the best ten of today, some from further down and some near misses, 15 in all where there are so many.' })
  readonly opportunityIds?: string[];

  @ShortCode({ description: `${SET} A version is tried on one set, or on all.`, example: 'spring-review' })
  readonly setName!: string;
}

export class GradedCasesQuery extends PageQuery {
  @ShortCode({ required: false, description: 'Only cases of this set.' })
  readonly setName?: string;
}

class SentGradeDto implements SentGrade {
  @Identifier({ description: 'An opportunity of the case, by the `opportunityId` that it has there.', example: EXAMPLE_ID })
  readonly opportunityId!: string;

  @OneOf(GRADES, { description: GRADE, example: 2 })
  readonly grade!: Grade;
}

export class GradesBody {
  @ApiProperty({ type: [SentGradeDto], maxItems: MOST_OPPORTUNITIES, description: 'Your grades. What is left out stays as it was.', example: [{ opportunityId: EXAMPLE_ID, grade: 2 }] })
  @IsArray()
  @ArrayMaxSize(MOST_OPPORTUNITIES)
  @ValidateNested({ each: true })
  @Type(() => SentGradeDto)
  readonly grades!: SentGradeDto[];
}

export class GradedCaseSummaryDto implements GradedCaseSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly caseId!: string;

  @ApiProperty({ type: String, example: 'spring-review', description: SET })
  readonly setName!: string;

  @ApiProperty({ type: String, format: 'date', description: 'The day whose facts it keeps.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: Date })
  readonly madeAt!: Date;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly opportunityCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Opportunities that you have graded.' })
  readonly gradedByReader!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People who have graded at least one of them.' })
  readonly graderCount!: number;
}

export class GradedCasePageDto {
  @ApiProperty({ type: [GradedCaseSummaryDto], description: 'The oldest first.' })
  readonly cases!: readonly GradedCaseSummaryDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class OpportunityToGradeDto implements OpportunityToGrade {
  @ApiProperty({ type: String, format: 'uuid', description: 'Its id in the case and nowhere else.' })
  readonly opportunityId!: string;

  @ApiProperty({ type: [String], description: 'What is known of it and of the way to it, in sentences.', example: ['A job: nursing.', 'Start: flexible.'] })
  readonly facts!: readonly string[];

  @ApiProperty({ type: 'integer', enum: [...GRADES, null], nullable: true, description: `Your own grade, null until you give one. ${GRADE} What others say is not shown.` })
  readonly grade!: Grade | null;
}

export class CaseToGradeDto implements CaseToGrade {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly caseId!: string;

  @ApiProperty({ type: String, example: 'spring-review', description: SET })
  readonly setName!: string;

  @ApiProperty({ type: String, format: 'date', description: 'The day whose facts it keeps.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: [String], description: 'What is known of the person, in sentences.', example: ['Skills: vaccination.', 'Wants: nursing, then pharmacy.'] })
  readonly candidate!: readonly string[];

  @ApiProperty({ type: [OpportunityToGradeDto], description: 'In an order drawn for you, the same each time: it says nothing of how they rank.' })
  readonly opportunities!: readonly OpportunityToGradeDto[];
}
