import type { SentMessage, SentMessagePage } from '#lib/brokerage';
import type { MessageStatus, NotSentReason } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';

const STATUSES: Readonly<Record<MessageStatus, string>> = {
  queued: 'waits to be sent',
  addressed: 'went to several people, each of whom has a message of their own',
  sending: 'is being sent',
  sent: 'the mail server has taken it',
  unknown: 'may have arrived or not, and is not sent again by itself',
  'not-sent': 'was not sent; the reason says why',
};

const REASONS: Readonly<Record<NotSentReason, string>> = {
  'no-consent': 'the person has not agreed to be contacted',
  'no-address': 'there is no e-mail address on the record',
  'no-account': 'nobody there has an account in use',
  'address-refused': 'the mail server does not know the address',
  'mail-server': 'the mail server did not take it for more than a day',
  'no-longer-true': 'what it tells of has changed since it was written',
  'too-late': 'its time was over before it could be sent',
};

const RECIPIENTS: Readonly<Record<SentMessage['to'], string>> = {
  candidate: 'the person themselves',
  account: 'somebody who works on the case',
  leads: 'those who lead the brokers',
  brokers: 'the brokers of the organisation',
  partners: 'the staff of the employer or college',
};

export class MessageDto implements SentMessage {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly messageId!: string;

  @ApiProperty({ type: String, example: 'offer-waiting' })
  readonly kind!: string;

  @ApiProperty({ type: String, example: 'Reminder that an offer waits for an answer' })
  readonly about!: string;

  @ApiProperty(codes(RECIPIENTS))
  readonly to!: SentMessage['to'];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The case that it is about, if it is about one.' })
  readonly referralId!: string | null;

  @ApiProperty(codes(STATUSES))
  readonly status!: MessageStatus;

  @ApiProperty({ ...codes(REASONS, 'Why it was not sent; null otherwise.'), nullable: true })
  readonly reasonCode!: NotSentReason | null;

  @ApiProperty({ type: String, description: 'What that means, and what to do.' })
  readonly advice!: string;

  @ApiProperty({ type: Date })
  readonly writtenAt!: Date;

  @ApiProperty({ type: Date, nullable: true, description: 'When it was sent or given up; null as long as neither.' })
  readonly endedAt!: Date | null;
}

export class MessagePageDto implements SentMessagePage {
  @ApiProperty({ type: [MessageDto], description: 'Newest first. Neither addresses nor texts are shown.' })
  readonly messages!: readonly MessageDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
