import type { AgreementParty, SharingAgreement } from '#lib/identity';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, ValidateNested } from 'class-validator';
import { CalendarDate, TextLine } from '../request-fields.js';

export class AgreementPartyDto implements AgreementParty {
  @TextLine(1, 60, { description: 'Code of the organisation.', example: 'BROKER' })
  readonly organisationCode!: string;

  @ApiProperty({ type: Boolean, description: 'Whether it may act for the others.' })
  @IsBoolean()
  readonly isActing!: boolean;

  @ApiProperty({ type: Boolean, description: 'Whether others may act for it. In a consortium every party is both.' })
  @IsBoolean()
  readonly isActedFor!: boolean;
}

export class NewSharingAgreementBody {
  @TextLine(1, 200, { description: 'What it is called.', example: 'East brokerage consortium 2026' })
  readonly name!: string;

  @CalendarDate({ description: 'First day.' })
  readonly fromOn!: string;

  @CalendarDate({ required: false, description: 'Last day; until it is ended when left out.' })
  readonly toOn?: string;

  @ApiProperty({
    type: [AgreementPartyDto],
    description: 'At least one that acts and another that it acts for. You look after all of them.',
    example: [{ organisationCode: 'BROKER', isActing: true, isActedFor: false }, { organisationCode: 'RXX', isActing: false, isActedFor: true }],
  })
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => AgreementPartyDto)
  readonly parties!: AgreementPartyDto[];
}

export class AgreementEndBody {
  @CalendarDate({ description: 'Last day of the agreement.' })
  readonly lastOn!: string;
}

export class SharingAgreementDto implements SharingAgreement {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly agreementId!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Last day; null until it is ended.' })
  readonly toOn!: string | null;

  @ApiProperty({ type: [AgreementPartyDto], description: 'The parties that you look after.' })
  readonly parties!: readonly AgreementPartyDto[];
}

export class SharingAgreementsDto {
  @ApiProperty({ type: [SharingAgreementDto], description: 'The newest first.' })
  readonly agreements!: readonly SharingAgreementDto[];
}
