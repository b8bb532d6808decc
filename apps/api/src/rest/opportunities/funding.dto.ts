import { FUNDING_RULES, type ApprenticeshipTerms, type FundingCheck, type FundingEvidence, type FundingRuleCode, type FundingVerdict } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, WholeNumber, YesOrNo } from '../request-fields.js';

const VERDICTS: Readonly<Record<FundingVerdict, string>> = {
  funded: 'somebody else pays for it',
  partly: 'the employer pays a part',
  not: 'no rule that is recorded pays for it',
  'not-known': 'a fact or a rule is missing: the sentence says which',
};

const EVIDENCE: Readonly<Record<FundingEvidence, string>> = {
  age: 'proof of age',
  home: 'proof of address',
  'prior-attainment': 'what has been passed before',
  'full-level': 'the college’s word that the course is a full level',
  earnings: 'a pay slip, or the letter on a benefit',
  'learning-in-english-or-maths': 'an assessment of English or maths',
  'employer-levy': 'whether the employer pays the apprenticeship levy',
  'foundation-exception': 'why a foundation apprenticeship is open above its age',
};

export class FundingCheckBody {
  @YesOrNo({ nullable: true, description: 'Whether the learner is out of work; null: not asked.', example: false })
  readonly isOutOfWork!: boolean | null;

  @WholeNumber(0, 100_000_000, { nullable: true, description: 'What the learner earns a year, in pence; null: not asked. It is not kept.', example: 2_400_000 })
  readonly annualEarningsPence!: number | null;

  @CalendarDate({ required: false, description: 'A start to look at instead of the next one with places.' })
  readonly startsOn?: string;
}

class ApprenticeshipTermsDto implements ApprenticeshipTerms {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Least months that it takes.' })
  readonly leastMonths!: number;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'Least hours of training in all, where the rules of the start count so.' })
  readonly leastTrainingHours!: number | null;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'Hours of training a week, where they count so.' })
  readonly weeklyTrainingHours!: number | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether English and maths must be passed on the way; null: not known.' })
  readonly mustPassEnglishAndMaths!: boolean | null;
}

export class FundingCheckDto implements FundingCheck {
  @ApiProperty(codes(VERDICTS))
  readonly verdict!: FundingVerdict;

  @ApiProperty(codes<FundingRuleCode>(FUNDING_RULES, 'By which rule, or why none can be named:'))
  readonly rule!: FundingRuleCode;

  @ApiProperty({ type: String, description: 'The same as a sentence.' })
  readonly sentence!: string;

  @ApiProperty({ ...codes(EVIDENCE, 'What has to be shown:'), isArray: true })
  readonly evidence!: readonly FundingEvidence[];

  @ApiProperty({ type: ApprenticeshipTermsDto, nullable: true, description: 'Of an apprenticeship that starts then; null for a course, and where its rules are not recorded.' })
  readonly terms!: ApprenticeshipTermsDto | null;
}
