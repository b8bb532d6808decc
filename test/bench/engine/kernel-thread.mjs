// One thread of KernelThreads: at each word from its parent, takes slots of that side until none are left.
import { parentPort, workerData } from 'node:worker_threads';
import { CodeTable } from '../../../dist/libs/kernel/src/engine/code-table.js';
import { Matcher } from '../../../dist/libs/kernel/src/engine/matcher.js';
import { PeopleFinder } from '../../../dist/libs/kernel/src/engine/people-finder.js';

const { data, people, mirror, results, opportunityResults, context, next, slotsAtATime } = workerData;
const matcher = new Matcher(data, new CodeTable([...people.codes]), context);
let finder = null;

const PASSES = {
  ready: () => undefined,
  people: () => takeAll(people.slotCount, (from, to) => matcher.matchPeople(people, from, to, results)),
  opportunities: () => {
    finder ??= new PeopleFinder(data, people, mirror, context);
    takeAll(data.slotCount, (from, to) => finder.findPeople(from, to, opportunityResults));
  },
};

function takeAll(slotCount, match) {
  for (let from = Atomics.add(next, 0, slotsAtATime); from < slotCount; from = Atomics.add(next, 0, slotsAtATime)) {
    match(from, Math.min(from + slotsAtATime, slotCount));
  }
}

parentPort.on('message', (message) => {
  PASSES[message]();
  parentPort.postMessage(message, []);
});
