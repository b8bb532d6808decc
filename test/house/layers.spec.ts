import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type Cruise } from './cruise.js';
import { membersOf, productionSources, textOf } from './source-files.js';

/** The stair, said a second time and otherwise than in the configuration: each lib and the step it stands on. */
const STEP_OF: Readonly<Record<string, number>> = {
  kernel: 0, platform: 0, identity: 1, geography: 1, candidates: 2, opportunities: 2, matching: 3, brokerage: 4, outcomes: 5, equality: 6, exchange: 7, schema: 8,
};
const LIBS = Object.keys(STEP_OF);
const PAIRS = LIBS.flatMap((from) => LIBS.filter((to) => to !== from).map((to) => ({ from, to })));

describe('the house as it stands', () => {
  let house: Cruise;
  beforeAll(async () => {
    house = await cruise();
  });

  it('was really looked at', () => {
    expect(house.modules.filter(({ source }) => /^(apps|libs)\//.test(source)).length).toBeGreaterThan(200);
  });

  it('breaks no rule', () => {
    expect(house.violations).toEqual([]);
  });

  it('has no lib beside the stair', () => {
    expect(membersOf('libs').toSorted()).toEqual(LIBS.toSorted());
  });

  it('has a kernel that cannot tell the time, draw lots, wait or speak', () => {
    const worldly = /\b(Date\.now|new Date\(\)|Math\.random|performance\.|process\.|crypto\.|setTimeout|setInterval|setImmediate|fetch\(|console\.|globalThis|require\(|import\()/;
    const found = productionSources()
      .filter((path) => path.startsWith('libs/kernel/'))
      .filter((path) => worldly.test(textOf(path)));
    expect(found).toEqual([]);
  });
});

describe('a house with one fault for each rule', () => {
  let folder: string;
  let broken: Cruise;

  beforeAll(async () => {
    // With a space in it, as a checkout may have.
    folder = mkdtempSync(join(tmpdir(), 'house with faults '));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(projectRoot(), file), join(folder, file));
    for (const [path, text] of Object.entries(faultyFiles())) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    broken = await cruise(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ruleBroken = (rule: string, from: string): boolean => broken.violations.some((violation) => violation.rule === rule && violation.from === from);

  it.each(PAIRS)('$from may import $to only from above', ({ from, to }) => {
    expect(ruleBroken(`stair-${from}`, `libs/${from}/src/imports-${to}.ts`)).toBe(STEP_OF[to]! >= STEP_OF[from]!);
  });

  it.each(LIBS)('%s may not import an app', (lib) => {
    expect(ruleBroken(`stair-${lib}`, `libs/${lib}/src/imports-app.ts`)).toBe(true);
  });

  it.each([
    ['no-cycles', 'libs/candidates/src/cycle-back.ts'], // a cycle is told once, at its first file
    ['doors', 'libs/exchange/src/through-the-window.ts'],
    ['doors', 'apps/api/src/through-the-window.ts'],
    ['kernel-is-pure', 'libs/kernel/src/imports-node.ts'],
    ['kernel-is-pure', 'libs/kernel/src/imports-library.ts'],
    ['kernel-is-pure', 'libs/kernel/src/imports-type-only.ts'],
    ['matcher-blind', 'libs/matching/src/peeks.ts'],
    ['matcher-blind', 'libs/kernel/src/matching/peeks.ts'],
    ['oracles-in-specs', 'libs/brokerage/src/uses-oracle.ts'],
    ['no-unresolved', 'libs/outcomes/src/imports-nothing.ts'],
  ])('%s finds %s', (rule, from) => {
    expect(ruleBroken(rule, from)).toBe(true);
  });

  it.each([
    ['doors', 'libs/exchange/src/through-the-door.ts'],
    ['oracles-in-specs', 'libs/brokerage/src/uses-oracle.spec.ts'],
    ['kernel-is-pure', 'libs/kernel/src/imports-node.spec.ts'],
  ])('%s has nothing against %s', (rule, from) => {
    expect(broken.modules.some(({ source }) => source === from)).toBe(true);
    expect(ruleBroken(rule, from)).toBe(false);
  });

  it('leaves no rule of the configuration untried', async () => {
    const { default: configuration } = (await import(join(projectRoot(), '.dependency-cruiser.cjs'))) as { default: { forbidden: { name: string }[] } };
    const fired = new Set(broken.violations.map(({ rule }) => rule));
    expect(configuration.forbidden.map(({ name }) => name).filter((name) => !fired.has(name))).toEqual([]);
  });
});

/** Doors that let something out, and beside them one file for each way of breaking a rule. */
function faultyFiles(): Record<string, string> {
  return {
    'apps/api/src/main.ts': 'export const app = 1;\n',
    'apps/api/src/through-the-window.ts': "export { room } from '../../../libs/candidates/src/room.js';\n",
    ...Object.fromEntries(
      LIBS.flatMap((lib) => [
        [`libs/${lib}/src/index.ts`, "export { room } from './room.js';\n"],
        [`libs/${lib}/src/room.ts`, 'export const room = 1;\n'],
        [`libs/${lib}/src/imports-app.ts`, "export { app } from '../../../apps/api/src/main.js';\n"],
      ]),
    ),
    ...Object.fromEntries(PAIRS.map(({ from, to }) => [`libs/${from}/src/imports-${to}.ts`, `export { room } from '#lib/${to}';\n`])),
    'libs/candidates/src/cycle-there.ts': "import { back } from './cycle-back.js';\nexport const there = (): unknown => back;\n",
    'libs/candidates/src/cycle-back.ts': "import { there } from './cycle-there.js';\nexport const back = (): unknown => there;\n",
    'libs/exchange/src/through-the-window.ts': "export { room } from '../../candidates/src/room.js';\n",
    'libs/exchange/src/through-the-door.ts': "export { room } from '#lib/candidates';\n",
    'libs/kernel/src/imports-node.ts': "export { randomUUID } from 'node:crypto';\n",
    'libs/kernel/src/imports-node.spec.ts': "export { randomUUID } from 'node:crypto';\n",
    'libs/kernel/src/imports-library.ts': "export { stringify } from 'csv-stringify/sync';\n",
    'libs/kernel/src/imports-type-only.ts': "import type { room } from '#lib/platform';\nexport type Room = typeof room;\n",
    'libs/matching/src/peeks.ts': "export { looks } from './looks.js';\n",
    'libs/matching/src/looks.ts': "export { room as looks } from '#lib/equality';\n",
    'libs/kernel/src/matching/peeks.ts': "export { room } from '#lib/equality';\n",
    'libs/brokerage/src/slow.oracle.ts': 'export const slow = 1;\n',
    'libs/brokerage/src/uses-oracle.ts': "export { slow } from './slow.oracle.js';\n",
    'libs/brokerage/src/uses-oracle.spec.ts': "export { slow } from './slow.oracle.js';\n",
    'libs/outcomes/src/imports-nothing.ts': "export { nothing } from './nowhere.js';\n",
  };
}
