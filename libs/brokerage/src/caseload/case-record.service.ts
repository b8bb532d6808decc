import { CandidatesQuery } from '#lib/candidates';
import { contactDayProblem, dueDayOfTask, type ContactChannel, type NoteVisibility, type TaskCode } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, Sealer, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A note as it is read. */
export interface CaseNote {
  readonly noteId: string;
  readonly visibility: NoteVisibility;
  readonly text: string;
  readonly writtenBy: string;
  readonly writtenAt: Date;
}

/** One attempt to reach somebody. */
export interface Contact {
  readonly contactId: string;
  readonly happenedOn: string;
  readonly channel: ContactChannel;
  readonly hasReached: boolean;
  readonly note: string | null;
  readonly recordedBy: string;
}

/** Something to do for somebody. */
export interface CaseTask {
  readonly taskId: string;
  readonly code: TaskCode | null;
  readonly text: string | null;
  readonly dueOn: string;
  /** Whose it is; null: of whoever looks after the person. */
  readonly userId: string | null;
  readonly createdBy: string;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
}

/** A task as somebody asks for it. */
export interface NewTask {
  readonly code: TaskCode | null;
  readonly text: string | null;
  readonly dueOn: string | null;
  readonly userId: string | null;
}

const NOTE = 'notes.body';
const CONTACT = 'contacts.note';
const TASK = 'tasks.body';

/** What is written down of the work with somebody. All of it is read by whoever may, for years: the latest come first, so many at most. */
const MOST_SHOWN = 200;

/** The words of a note as they are stored. */
export function sealedNote(sealer: Sealer, text: string): string {
  return sealer.seal(text, NOTE);
}

/** Notes, contacts and tasks. */
@Injectable()
export class CaseRecordService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly candidates: CandidatesQuery,
  ) {}

  /** Writes a note for those who are to read it. Throws candidates/candidate-not-found. */
  async writeNote(actor: Actor, candidateId: string, { visibility, text }: { readonly visibility: NoteVisibility; readonly text: string }): Promise<void> {
    await this.#write(actor, candidateId, async (manager, organisationId) => {
      const [note] = await manager.query<{ id: string }[]>(`INSERT INTO brokerage.notes (candidate_id, visibility, body, written_by) VALUES ($1, $2, $3, identity.actor()) RETURNING note_id AS id`, [candidateId, visibility, sealedNote(this.sealer, text)]);
      await writeAudit(manager, actor, 'caseload.note', note!.id, { candidateId, visibility }, { organisationId });
    });
  }

  /** The notes that the actor may read, newest first: row-level security decides which. Throws candidates/candidate-not-found. */
  async notes(actor: Actor, candidateId: string): Promise<CaseNote[]> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const rows = await this.database.read<CaseNote>(
      actor,
      `SELECT note_id AS "noteId", visibility, body AS text, written_by AS "writtenBy", written_at AS "writtenAt" FROM brokerage.notes WHERE candidate_id = $1 ORDER BY note_id DESC LIMIT ${MOST_SHOWN}`,
      [candidateId],
    );
    return rows.map((row) => ({ ...row, text: this.sealer.open(row.text, NOTE) }));
  }

  /** Records that somebody was reached, or that it was tried. Throws candidates/candidate-not-found, brokerage/contact-not-possible. */
  async recordContact(actor: Actor, candidateId: string, { happenedOn, channel, hasReached, note }: Omit<Contact, 'contactId' | 'recordedBy'>): Promise<void> {
    const problem = contactDayProblem(happenedOn, this.clock.today());
    if (problem !== null) throw new DomainError('brokerage/contact-not-possible', problem, [{ pointer: '/happenedOn', detail: 'must not be after today' }]);
    await this.#write(actor, candidateId, async (manager, organisationId) => {
      const [contact] = await manager.query<{ id: string }[]>(
        `INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, note, recorded_by) VALUES ($1, $2, $3, $4, $5, identity.actor()) RETURNING contact_id AS id`,
        [candidateId, happenedOn, channel, hasReached, note === null ? null : this.sealer.seal(note, CONTACT)],
      );
      await writeAudit(manager, actor, 'caseload.contact', contact!.id, { candidateId, channel, hasReached }, { organisationId });
    });
  }

  /** Contacts and attempts, the latest first. Throws candidates/candidate-not-found. */
  async contacts(actor: Actor, candidateId: string): Promise<Contact[]> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const rows = await this.database.read<Contact>(
      actor,
      `SELECT contact_id AS "contactId", happened_on::text AS "happenedOn", channel, has_reached AS "hasReached", note, recorded_by AS "recordedBy"
         FROM brokerage.contacts WHERE candidate_id = $1 ORDER BY happened_on DESC, contact_id DESC LIMIT ${MOST_SHOWN}`,
      [candidateId],
    );
    return rows.map((row) => ({ ...row, note: row.note === null ? null : this.sealer.open(row.note, CONTACT) }));
  }

  /** Adds something to do. Throws candidates/candidate-not-found, brokerage/task-not-possible, brokerage/broker-not-found. */
  async addTask(actor: Actor, candidateId: string, task: NewTask): Promise<void> {
    const due = dueDayOfTask(task, this.clock.today());
    if (!due.ok) throw new DomainError('brokerage/task-not-possible', due.problem, [{ pointer: `/${due.field}`, detail: due.problem }]);
    await this.#write(actor, candidateId, async (manager, organisationId) => {
      if (task.userId !== null) await mustBeBroker(manager, task.userId);
      const [added] = await manager.query<{ id: string }[]>(
        `INSERT INTO brokerage.tasks (candidate_id, code, body, due_on, user_id, created_by) VALUES ($1, $2, $3, $4, $5, identity.actor()) RETURNING task_id AS id`,
        [candidateId, task.code, task.text === null ? null : this.sealer.seal(task.text, TASK), due.dueOn, task.userId],
      );
      await writeAudit(manager, actor, 'caseload.task', added!.id, { candidateId, code: task.code, dueOn: due.dueOn }, { organisationId });
    });
  }

  /** What is to be done first, by day; then what is done, the latest first. Throws candidates/candidate-not-found. */
  async tasks(actor: Actor, candidateId: string): Promise<CaseTask[]> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const rows = await this.database.read<CaseTask>(
      actor,
      `SELECT task_id AS "taskId", code, body AS text, due_on::text AS "dueOn", user_id AS "userId", created_by AS "createdBy", done_at AS "doneAt", done_by AS "doneBy"
         FROM brokerage.tasks WHERE candidate_id = $1 ORDER BY done_at IS NOT NULL, CASE WHEN done_at IS NULL THEN due_on END, done_at DESC, task_id LIMIT ${MOST_SHOWN}`,
      [candidateId],
    );
    return rows.map((row) => ({ ...row, text: row.text === null ? null : this.sealer.open(row.text, TASK) }));
  }

  /** Gives a task another day, or notes that it is done; done twice is done once. Throws brokerage/task-not-found, brokerage/task-done, brokerage/task-not-possible. */
  async changeTask(actor: Actor, taskId: string, change: { readonly dueOn: string } | 'done'): Promise<void> {
    requireAction(actor, 'casework.record');
    if (change !== 'done' && change.dueOn < this.clock.today()) throw new DomainError('brokerage/task-not-possible', 'The day has passed. Choose today or a later day.', [{ pointer: '/dueOn', detail: 'must not be before today' }]);
    await this.database.write(actor, async (manager) => {
      const [task] = await manager.query<{ isDone: boolean; dueOn: string; organisationId: string }[]>(
        `SELECT done_at IS NOT NULL AS "isDone", due_on::text AS "dueOn", summary.organisation_id AS "organisationId"
           FROM brokerage.tasks JOIN brokerage.case_summaries AS summary USING (candidate_id) WHERE task_id = $1 FOR UPDATE OF tasks`,
        [taskId],
      );
      if (task === undefined) throw new DomainError('brokerage/task-not-found', 'There is no such task.');
      if (task.isDone && change === 'done') return;
      if (task.isDone) throw new DomainError('brokerage/task-done', 'The task is done already. Add a new one.');
      if (change === 'done') await manager.query(`UPDATE brokerage.tasks SET done_at = now(), done_by = identity.actor() WHERE task_id = $1`, [taskId]);
      else await manager.query(`UPDATE brokerage.tasks SET due_on = $2 WHERE task_id = $1`, [taskId, change.dueOn]);
      await writeAudit(manager, actor, change === 'done' ? 'caseload.task-done' : 'caseload.task-moved', taskId, change === 'done' ? {} : { dueOn: [task.dueOn, change.dueOn] }, { organisationId: task.organisationId });
    });
  }

  /** In a transaction of somebody who looks after the person. */
  async #write(actor: Actor, candidateId: string, work: (manager: EntityManager, organisationId: string) => Promise<void>): Promise<void> {
    requireAction(actor, 'casework.record');
    await this.database.write(actor, async (manager) => {
      const [person] = await manager.query<{ organisationId: string }[]>(`SELECT organisation_id AS "organisationId" FROM brokerage.case_summaries WHERE candidate_id = $1`, [candidateId]);
      if (person === undefined) throw new DomainError('candidates/candidate-not-found', 'There is no such candidate.');
      await work(manager, person.organisationId);
    });
  }
}

/** Throws brokerage/broker-not-found unless the account is a broker's of the actor's City today. */
export async function mustBeBroker(manager: EntityManager, userId: string): Promise<void> {
  const [broker] = await manager.query<object[]>(`SELECT FROM brokerage.brokers() WHERE user_id = $1`, [userId]);
  if (broker === undefined) throw new DomainError('brokerage/broker-not-found', 'There is no such broker in your City, or they have no role there today. Choose one of the list of brokers.');
}
