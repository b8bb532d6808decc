import { CaseRecordService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { TaskDayBody } from './case-record.dto.js';

const TASK = 'The `taskId` of a list.';

@ApiTags('caseload')
@Controller('tasks')
export class TasksController {
  constructor(private readonly record: CaseRecordService) {}

  @Post(':taskId/day')
  @Needs('casework.record')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives a task another day' })
  @ApiNoContentResponse({ description: 'The day is changed.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  moveTask(@Acting() actor: Actor, @UuidParam('taskId', TASK) taskId: string, @Body() { dueOn }: TaskDayBody): Promise<void> {
    return this.record.changeTask(actor, taskId, { dueOn });
  }

  @Post(':taskId/done')
  @Needs('casework.record')
  @HttpCode(204)
  @ApiOperation({ summary: 'Notes that a task is done', description: 'Once more changes nothing.' })
  @ApiNoContentResponse({ description: 'Noted.' })
  @CanFail(400, 401, 403, 404, 422)
  finishTask(@Acting() actor: Actor, @UuidParam('taskId', TASK) taskId: string): Promise<void> {
    return this.record.changeTask(actor, taskId, 'done');
  }
}
