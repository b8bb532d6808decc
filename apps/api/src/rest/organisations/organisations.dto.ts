import type { Organisation, OrganisationPlace, OrganisationType } from '#lib/identity';
import type { OrganisationLevel } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, TextLine } from '../request-fields.js';

const LEVELS: Readonly<Record<OrganisationLevel, string>> = {
  city: 'the whole; it has no parent',
  ics: 'an integrated care system',
  place: 'a borough or another Place of an integrated care system',
  organisation: 'an employer, college or brokerage',
};

const TYPES: Readonly<Record<OrganisationType, string>> = {
  trust: 'NHS trust',
  'gp-practice': 'general practice',
  'care-provider': 'provider of social care',
  contractor: 'contractor of the NHS',
  'local-authority': 'local authority',
  college: 'college',
  'training-provider': 'training provider',
  brokerage: 'brokerage, which knows the candidates',
};

export class OrganisationDto implements Organisation {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly organisationId!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The node above on the day; null for a City, and for what stood nowhere then.' })
  readonly parentId!: string | null;

  @ApiProperty(codes(LEVELS))
  readonly level!: OrganisationLevel;

  @ApiProperty({ ...codes(TYPES, 'Null unless the level is `organisation`.'), nullable: true })
  readonly organisationType!: OrganisationType | null;

  @ApiProperty({ type: String, example: 'RXX', description: 'What files and queries call it: an ODS code, a UKPRN, the code of an ICB or an authority. Unique, in upper case.' })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: Boolean, description: 'Whether it belongs to the invented demo.' })
  readonly isDemo!: boolean;
}

export class OrganisationTreeDto {
  @ApiProperty({ type: [OrganisationDto], description: 'Parents before their children.' })
  readonly organisations!: readonly OrganisationDto[];
}

export class OnDayQuery {
  @CalendarDate({ required: false, description: 'The tree as it stood or will stand on that day; today when left out.' })
  readonly on?: string;
}

export class OrganisationMoveBody {
  @TextLine(1, 60, { description: 'Code of the new node above.', example: 'E09000001' })
  readonly parentCode!: string;

  @CalendarDate({ description: 'First day there. Figures of periods that ended before keep the old place.' })
  readonly fromOn!: string;
}

class OrganisationPlaceDto implements OrganisationPlace {
  @ApiProperty({ type: String, example: 'E09000001' })
  readonly parentCode!: string;

  @ApiProperty({ type: String })
  readonly parentName!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'First day; null for always.' })
  readonly fromOn!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Last day; null for good.' })
  readonly toOn!: string | null;
}

export class OrganisationHistoryDto {
  @ApiProperty({ type: [OrganisationPlaceDto], description: 'The latest first.' })
  readonly places!: readonly OrganisationPlaceDto[];
}
