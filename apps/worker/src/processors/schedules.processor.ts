import { BulkActions, CalledOffFairs, ChasingService, ContractNews, FairReminders, MessageSender, PathwayPlans } from '#lib/brokerage';
import { DuplicatesService } from '#lib/candidates';
import { UploadsService } from '#lib/exchange';
import { AlertsService, AllocationJob, MatchingService, SetAsidePairs } from '#lib/matching';
import { OutcomeReminders } from '#lib/outcomes';
import { logErrorsOf, ProcessConfig } from '#lib/platform';
import { InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { runJob, type JobHandlers } from '../job-handlers.js';
import { SCHEDULES, type ScheduledJob } from '../schedules.js';

export const SCHEDULES_QUEUE = 'schedules';

/** The jobs that time rings for. */
@Processor(SCHEDULES_QUEUE)
export class SchedulesProcessor extends WorkerHost implements OnApplicationBootstrap {
  readonly handlers: JobHandlers<Record<ScheduledJob, unknown>> = {
    'ring-again': () => this.ringAgain(),
    'find-alerts': () => this.alerts.find(),
    'send-messages': () => this.messages.send(),
    'chase-cases': () => this.chasing.chase(),
    'remind-of-fairs': () => this.remindOfFairs(),
    'end-set-aside-pairs': () => this.setAside.endThoseOver(),
    'remind-outcomes': () => this.outcomes.remind(),
    'recheck-plans': () => this.plans.recheckDue(),
    'tell-of-contracts': () => this.contracts.tell(),
    'find-duplicates': () => this.duplicates.keep(),
  };

  constructor(
    private readonly config: ProcessConfig,
    private readonly matching: MatchingService,
    private readonly alerts: AlertsService,
    private readonly messages: MessageSender,
    private readonly chasing: ChasingService,
    private readonly calledOff: CalledOffFairs,
    private readonly reminders: FairReminders,
    private readonly setAside: SetAsidePairs,
    private readonly outcomes: OutcomeReminders,
    private readonly plans: PathwayPlans,
    private readonly contracts: ContractNews,
    private readonly duplicates: DuplicatesService,
    private readonly allocations: AllocationJob,
    private readonly uploads: UploadsService,
    private readonly bulk: BulkActions,
    @InjectQueue(SCHEDULES_QUEUE) private readonly queue: Queue,
  ) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    logErrorsOf(this.worker);
    logErrorsOf(this.queue);
    for (const schedule of SCHEDULES) {
      await this.queue.upsertJobScheduler(schedule.name, { every: schedule.everySeconds(this.config) * 1000 }, { name: schedule.name, opts: { removeOnComplete: true, removeOnFail: 100 } });
    }
    // What a process that died left behind need not wait for the first tick.
    await this.ringAgain();
  }

  async process(job: Job): Promise<void> {
    await runJob(this.handlers, job);
  }

  private async remindOfFairs(): Promise<void> {
    await this.calledOff.end();
    await this.reminders.remind();
  }

  private async ringAgain(): Promise<void> {
    await this.matching.ringAgain(this.config.SWEEP_SECONDS);
    await this.allocations.ringAgain(this.config.SWEEP_SECONDS);
    await this.uploads.ringAgain(this.config.SWEEP_SECONDS);
    await this.bulk.ringAgain(this.config.SWEEP_SECONDS);
  }
}
