import type { Organisation, OrganisationLevel, OrganisationType } from '#lib/identity';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';

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

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The node above; null for a City.' })
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
