import type { AccountDetail, AccountGrant, AccountState, AccountSummary } from '#lib/identity';
import { ROLES, type Role } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { codes } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { CalendarDate, Identifier, OneOf, TextLine } from '../request-fields.js';

const ROLE_NAMES = Object.keys(ROLES) as Role[];
const PURPOSES = Object.fromEntries(Object.entries(ROLES).map(([role, { purpose }]) => [role, purpose])) as Record<Role, string>;

const STATES: Readonly<Record<AccountState, string>> = {
  invited: 'the invitation has not been taken up',
  active: 'in use',
  deactivated: 'closed by an administrator',
};

/** Said of whatever tells how somebody signs in. */
const ELSEWHERE_TOO = 'Null while the person has a role at an organisation that you do not look after, too.';

export class NewGrantBody {
  @OneOf(ROLE_NAMES, { description: codes(PURPOSES).description, example: 'broker' })
  readonly role!: Role;

  @TextLine(1, 60, { description: 'Code of the organisation or area at which the role is held.', example: 'RXX' })
  readonly nodeCode!: string;

  @CalendarDate({ required: false, description: 'First day; today when left out.' })
  readonly fromOn?: string;

  @CalendarDate({ required: false, description: 'Last day; for good when left out.' })
  readonly toOn?: string;

  @Identifier({ required: false, description: 'For the role `candidate`: whose own record it is.' })
  readonly candidateId?: string;
}

export class InvitationBody {
  @TextLine(3, 254, { description: 'Where the invitation goes.', example: 'amina@example.org' })
  readonly email!: string;

  @TextLine(1, 200, { description: 'What others see.', example: 'Amina Okoro' })
  readonly displayName!: string;

  @ApiProperty({ type: [NewGrantBody], description: 'Roles, at least one.', example: [{ role: 'broker', nodeCode: 'RXX' }] })
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => NewGrantBody)
  readonly grants!: NewGrantBody[];
}

class AccountGrantDto implements AccountGrant {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly grantId!: string;

  @ApiProperty(codes(PURPOSES))
  readonly role!: Role;

  @ApiProperty({ type: String, example: 'RXX' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String })
  readonly organisationName!: string;

  @ApiProperty({ type: String, format: 'date', description: 'First day.' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Last day; null for good.' })
  readonly toOn!: string | null;
}

class AccountSummaryDto implements AccountSummary {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly userId!: string;

  @ApiProperty({ type: String })
  readonly displayName!: string;

  @ApiProperty({ type: String })
  readonly email!: string;

  @ApiProperty({ ...codes(STATES, ELSEWHERE_TOO), nullable: true })
  readonly state!: AccountState | null;

  @ApiProperty({ type: Boolean, nullable: true, description: `Whether a code from a telephone is asked for after the password. ${ELSEWHERE_TOO}` })
  readonly hasSecondFactor!: boolean | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: `Null for never. ${ELSEWHERE_TOO}` })
  readonly lastSignedInAt!: Date | null;

  @ApiProperty({ type: [AccountGrantDto], description: 'Roles at organisations that you look after.' })
  readonly grants!: readonly AccountGrantDto[];
}

export class AccountPageDto {
  @ApiProperty({ type: [AccountSummaryDto] })
  readonly accounts!: AccountSummaryDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class AccountDetailDto extends AccountSummaryDto implements AccountDetail {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: `Locked after wrong passwords or codes until then; null when it never was. ${ELSEWHERE_TOO}` })
  readonly lockedUntil!: Date | null;

  @ApiProperty({ type: 'integer', nullable: true, description: `Wrong passwords or codes in a row. ${ELSEWHERE_TOO}` })
  readonly failures!: number | null;

  @ApiProperty({ type: String, nullable: true, description: `Network address of the last of them. ${ELSEWHERE_TOO}` })
  readonly lastFailedFrom!: string | null;
}
