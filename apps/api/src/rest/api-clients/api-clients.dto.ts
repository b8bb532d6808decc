import { MACHINE_SCOPES, type ListedClient, type ListedKey } from '#lib/identity';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsIn } from 'class-validator';
import { TextLine, WholeNumber } from '../request-fields.js';

export class NewApiClientBody {
  @TextLine(1, 200, { description: 'Which system will use it.', example: 'HR system of Example Trust' })
  readonly name!: string;

  @TextLine(1, 60, { description: 'Code of the organisation or area at which it acts.', example: 'RXX' })
  readonly nodeCode!: string;

  @ApiProperty({ type: [String], enum: [...MACHINE_SCOPES], description: 'What it may do there: as little as it needs.', example: ['hires.import'] })
  @IsIn(MACHINE_SCOPES, { each: true, message: 'must be names of actions that a machine can do' })
  @ArrayMinSize(1)
  @ArrayMaxSize(MACHINE_SCOPES.length)
  readonly scopes!: string[];
}

export class NewKeyBody {
  @WholeNumber(0, 90, { description: 'Days for which the keys that are there go on working beside the new one.', example: 7 })
  readonly overlapDays!: number;
}

export class ShownKeyDto {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly clientId!: string;

  @ApiProperty({ type: String, description: 'The key. It is shown this once and kept nowhere: store it where the machine reads its secrets. Send it as `Authorization: Bearer`.' })
  readonly key!: string;
}

class ListedKeyDto implements ListedKey {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly keyId!: string;

  @ApiProperty({ type: String, description: 'The part of the key that is no secret: it follows `apk_`.' })
  readonly keyCode!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When an overlap ends; null for the newest key.' })
  readonly expiresAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute; null for never.' })
  readonly lastUsedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The network address that it was last used from.' })
  readonly lastAddress!: string | null;
}

class ListedClientDto implements ListedClient {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly clientId!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: String, example: 'RXX' })
  readonly organisationCode!: string;

  @ApiProperty({ type: [String] })
  readonly scopes!: readonly string[];

  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly revokedAt!: Date | null;

  @ApiProperty({ type: [ListedKeyDto], description: 'The newest first.' })
  readonly keys!: readonly ListedKeyDto[];
}

export class ApiClientsDto {
  @ApiProperty({ type: [ListedClientDto] })
  readonly clients!: readonly ListedClientDto[];
}
