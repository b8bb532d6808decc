/** A job that time rings for. */
export interface Schedule {
  readonly name: string;
  /** Says in one sentence what it is for. */
  readonly purpose: string;
  /** Seconds between two rings. */
  everySeconds(config: { readonly SWEEP_SECONDS: number }): number;
}

/** Every timed job there is. */
export const SCHEDULES = [
  {
    name: 'ring-again',
    purpose: 'Rings for uploads, runs, shards and what is done for many people whose doorbell was lost or whose worker died.',
    everySeconds: (config) => config.SWEEP_SECONDS,
  },
  {
    name: 'find-alerts',
    purpose: 'Finds the people whom new and changed opportunities fit, and puts them on the lists of their brokers, once.',
    everySeconds: () => 20,
  },
  {
    name: 'send-messages',
    purpose: 'Sends the messages that were written to candidates, brokers, leads and partners, each at most once.',
    everySeconds: () => 20,
  },
  {
    name: 'chase-cases',
    purpose: 'Reminds those whose turn it is in a case that does not move, tells the lead, and ends what nobody answered.',
    everySeconds: () => 900,
  },
  {
    name: 'remind-of-fairs',
    purpose: 'Writes reminders of jobs fairs, a day and an hour before, each once, and ends what hangs on fairs that are called off.',
    everySeconds: () => 60,
  },
  {
    name: 'end-set-aside-pairs',
    purpose: 'Ends for good that a pair is set aside when its day has come or something that mattered has changed.',
    everySeconds: () => 20,
  },
  {
    name: 'remind-outcomes',
    purpose: 'Tells brokers of checks after a start that are due, each once, and moves cases on whose check is settled.',
    everySeconds: () => 3600,
  },
  {
    name: 'recheck-plans',
    purpose: 'Looks again at pathway plans once a day, and sooner when an advert, a ladder, a standard, a Living Wage or the person has changed.',
    everySeconds: () => 60,
  },
  {
    name: 'find-duplicates',
    purpose: 'Keeps what people are recognised by under the present key, and looks once more for people who are registered twice.',
    everySeconds: () => 300,
  },
  {
    name: 'tell-of-contracts',
    purpose: 'Tells brokers once a week how many of their people have a contract that ends soon and no offer.',
    everySeconds: () => 3600,
  },
] as const satisfies readonly Schedule[];

export type ScheduledJob = (typeof SCHEDULES)[number]['name'];
