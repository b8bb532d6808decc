import { CaseRecordService, HandOvers } from '#lib/brokerage';
import { Clock, type Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { CaseNotesDto, CaseTasksDto, ContactsDto, NewContactBody, NewNoteBody, NewTaskBody } from './case-record.dto.js';
import { AssignmentsDto } from './caseload.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';

/** What is written down of the work with one person. */
@ApiTags('caseload')
@Controller('candidates')
export class CaseRecordController {
  constructor(
    private readonly record: CaseRecordService,
    private readonly handOvers: HandOvers,
    private readonly clock: Clock,
  ) {}

  @Get(':candidateId/assignments')
  @Needs('casework.read')
  @ApiOperation({ summary: 'Who looks after somebody, and who did before' })
  @ApiOkResponse({ type: AssignmentsDto, description: 'Newest first.' })
  @CanFail(400, 401, 403, 404, 422)
  async listAssignments(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<AssignmentsDto> {
    return { assignments: await this.handOvers.history(actor, candidateId) };
  }

  @Get(':candidateId/notes')
  @Needs('casework.read', 'own-record.read')
  @ApiOperation({ summary: 'The notes on somebody that you may read', description: 'Candidates read those that are meant for them too.' })
  @ApiOkResponse({ type: CaseNotesDto, description: 'The notes.' })
  @CanFail(400, 401, 403, 404, 422)
  async listNotes(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<CaseNotesDto> {
    return { notes: await this.record.notes(actor, candidateId) };
  }

  @Post(':candidateId/notes')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Writes a note for those who are to read it' })
  @ApiOkResponse({ type: CaseNotesDto, description: 'The notes now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async writeNote(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: NewNoteBody): Promise<CaseNotesDto> {
    await this.record.writeNote(actor, candidateId, body);
    return { notes: await this.record.notes(actor, candidateId) };
  }

  @Get(':candidateId/contacts')
  @Needs('casework.read')
  @ApiOperation({ summary: 'When and how somebody was contacted' })
  @ApiOkResponse({ type: ContactsDto, description: 'The contacts.' })
  @CanFail(400, 401, 403, 404, 422)
  async listContacts(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<ContactsDto> {
    return { contacts: await this.record.contacts(actor, candidateId) };
  }

  @Post(':candidateId/contacts')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records that somebody was reached, or that it was tried' })
  @ApiOkResponse({ type: ContactsDto, description: 'The contacts now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async recordContact(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() { happenedOn, channel, hasReached, note }: NewContactBody): Promise<ContactsDto> {
    await this.record.recordContact(actor, candidateId, { happenedOn: happenedOn ?? this.clock.today(), channel, hasReached, note: note ?? null });
    return { contacts: await this.record.contacts(actor, candidateId) };
  }

  @Get(':candidateId/tasks')
  @Needs('casework.read')
  @ApiOperation({ summary: 'What is to be done for somebody, and what was done' })
  @ApiOkResponse({ type: CaseTasksDto, description: 'The tasks.' })
  @CanFail(400, 401, 403, 404, 422)
  async listTasks(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<CaseTasksDto> {
    return { tasks: await this.record.tasks(actor, candidateId) };
  }

  @Post(':candidateId/tasks')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Adds something to do, from a template or in your own words' })
  @ApiOkResponse({ type: CaseTasksDto, description: 'The tasks now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async addTask(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: NewTaskBody): Promise<CaseTasksDto> {
    await this.record.addTask(actor, candidateId, { code: body.code ?? null, text: body.text ?? null, dueOn: body.dueOn ?? null, userId: body.userId ?? null });
    return { tasks: await this.record.tasks(actor, candidateId) };
  }
}
