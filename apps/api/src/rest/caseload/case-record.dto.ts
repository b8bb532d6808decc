import type { CaseNote, CaseTask, Contact } from '#lib/brokerage';
import { CONTACT_CHANNELS, NOTE_VISIBILITIES, TASK_TEMPLATES, type ContactChannel, type NoteVisibility, type TaskCode } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, Identifier, OneOf, TextLines, YesOrNo } from '../request-fields.js';

const TEMPLATES = codes(Object.fromEntries(Object.entries(TASK_TEMPLATES).map(([code, { title, days }]) => [code, `${title}; due after ${days} days when no day is given`])) as Record<TaskCode, string>);

export class NewNoteBody {
  @OneOf(Object.keys(NOTE_VISIBILITIES), { description: codes(NOTE_VISIBILITIES, 'Who reads it. Employers and colleges read none.').description, example: 'organisation' })
  readonly visibility!: NoteVisibility;

  @TextLines(1, 5000, { description: 'The note. It is sealed, and is not changed afterwards.', example: 'Wants to work near home, mornings only.' })
  readonly text!: string;
}

class CaseNoteDto implements CaseNote {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly noteId!: string;

  @ApiProperty(codes(NOTE_VISIBILITIES))
  readonly visibility!: NoteVisibility;

  @ApiProperty({ type: String })
  readonly text!: string;

  @ApiProperty({ type: String })
  readonly writtenBy!: string;

  @ApiProperty({ type: Date })
  readonly writtenAt!: Date;
}

export class CaseNotesDto {
  @ApiProperty({ type: [CaseNoteDto], description: 'Those that you may read, newest first, 200 at most.' })
  readonly notes!: CaseNote[];
}

export class NewContactBody {
  @CalendarDate({ required: false, description: 'Not after today; today when left out.' })
  readonly happenedOn?: string;

  @OneOf(Object.keys(CONTACT_CHANNELS), { description: codes(CONTACT_CHANNELS).description, example: 'call' })
  readonly channel!: ContactChannel;

  @YesOrNo({ description: 'Whether the person was reached. An attempt counts for nothing on the list of those whom nobody has reached.', example: true })
  readonly hasReached!: boolean;

  @TextLines(1, 5000, { required: false, description: 'What was said, for everybody who looks after the person.', example: 'Will bring the certificate on Monday.' })
  readonly note?: string;
}

class ContactDto implements Contact {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly contactId!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly happenedOn!: string;

  @ApiProperty(codes(CONTACT_CHANNELS))
  readonly channel!: ContactChannel;

  @ApiProperty({ type: Boolean })
  readonly hasReached!: boolean;

  @ApiProperty({ type: String, nullable: true })
  readonly note!: string | null;

  @ApiProperty({ type: String })
  readonly recordedBy!: string;
}

export class ContactsDto {
  @ApiProperty({ type: [ContactDto], description: 'The latest first, 200 at most.' })
  readonly contacts!: Contact[];
}

export class NewTaskBody {
  @OneOf(Object.keys(TASK_TEMPLATES), { required: false, description: TEMPLATES.description, example: 'call-them' })
  readonly code?: TaskCode;

  @TextLines(1, 1000, { required: false, description: 'What is to be done, in your own words: instead of a template, or with one.', example: 'About the bus to the hospital' })
  readonly text?: string;

  @CalendarDate({ required: false, description: 'By when; not before today. A template knows how many days it has.', example: '2100-01-01' })
  readonly dueOn?: string;

  @Identifier({ required: false, description: 'Whose task: a `userId` of the list of brokers. Of whoever looks after the person when left out.' })
  readonly userId?: string;
}

export class TaskDayBody {
  @CalendarDate({ description: 'The new day; not before today.', example: '2100-01-01' })
  readonly dueOn!: string;
}

class CaseTaskDto implements CaseTask {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly taskId!: string;

  @ApiProperty({ ...TEMPLATES, nullable: true })
  readonly code!: TaskCode | null;

  @ApiProperty({ type: String, nullable: true })
  readonly text!: string | null;

  @ApiProperty({ type: String, format: 'date' })
  readonly dueOn!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: of whoever looks after the person.' })
  readonly userId!: string | null;

  @ApiProperty({ type: String })
  readonly createdBy!: string;

  @ApiProperty({ type: Date, nullable: true })
  readonly doneAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  readonly doneBy!: string | null;
}

export class CaseTasksDto {
  @ApiProperty({ type: [CaseTaskDto], description: 'What is to be done by its day, then what is done, the latest first; 200 at most.' })
  readonly tasks!: CaseTask[];
}
