import ts from 'typescript';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, reachableFrom, type CruisedModule } from './cruise.js';
import { productionSources, textOf } from './source-files.js';

const isMatcher = (source: string): boolean => source.startsWith('libs/matching/') || source.startsWith('libs/kernel/src/matching/');
const isEquality = (source: string): boolean => source.startsWith('libs/equality/');

describe('imports', () => {
  let modules: readonly CruisedModule[];
  beforeAll(async () => {
    ({ modules } = await cruise());
  });

  it('lead nowhere from the matcher to monitoring answers', () => {
    const reached = reachableFrom(modules, isMatcher);
    expect(reached).toContain('libs/platform/src/database/copy-rows.ts'); // the search does take several steps
    expect([...reached].filter(isEquality)).toEqual([]);
  });

  it('would be followed to the end if they did', () => {
    expect([...reachableFrom(modules, (source) => source === 'apps/worker/src/main.ts')].filter(isEquality)).not.toEqual([]);
  });
});

describe('SQL', () => {
  it('names the equality schema only in equality, and where the database is made', () => {
    const naming = productionSources().filter((path) => /\bequality\.[a-z_]+\b/.test(textOf(path)));
    expect(naming.length).toBeGreaterThan(0);
    expect(naming.filter((path) => !isEquality(path) && !path.startsWith('libs/schema/'))).toEqual([]);
  });
});

/** Stems of what monitoring asks for, and of facts that would stand in for it. */
const MONITORING_WORDS = [
  'ethnic', 'race', 'racial', 'nationality', 'national', 'country', 'origin', 'language', 'disab', 'impair', 'health', 'condition', 'sex', 'gender',
  'orientation', 'trans', 'religio', 'belief', 'faith', 'marital', 'married', 'partner', 'pregnan', 'maternity', 'carer', 'age', 'aged', 'birth', 'born',
  'name', 'title', 'email', 'phone', 'postcode', 'address', 'lad', 'lsoa', 'decile', 'deprivation', 'needs', 'monitoring', 'equality', 'answer',
];

/** The monitoring words in a camelCase name: `ethnicCategoryCode` has one. Long stems also count at the start of a word. */
function monitoringWordsIn(name: string): string[] {
  const words = name.split(/(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase());
  return words.filter((word) => MONITORING_WORDS.some((stem) => word === stem || (stem.length > 4 && word.startsWith(stem))));
}

/** Fields of an interface of the kernel's facts, those of other interfaces of the file that it refers to included. */
function fieldsOf(interfaceName: string): string[] {
  const file = ts.createSourceFile('facts.ts', textOf('libs/kernel/src/matching/facts.ts'), ts.ScriptTarget.ES2023, true);
  const interfaces = new Map(file.statements.filter(ts.isInterfaceDeclaration).map((declared) => [declared.name.text, declared]));
  const read = (name: string): string[] => {
    const declared = interfaces.get(name);
    if (declared === undefined) return [];
    expect(declared.heritageClauses).toBeUndefined(); // inherited fields would go unseen here
    return declared.members.flatMap((member) => [member.name!.getText(), ...[...interfaces.keys()].filter((other) => new RegExp(`\\b${other}\\b`).test(member.getText())).flatMap(read)]);
  };
  return read(interfaceName);
}

describe('what the matcher knows of a candidate', () => {
  const fields = fieldsOf('CandidateFacts');

  it('is read from the interface as a whole', () => {
    expect(fields).toEqual(expect.arrayContaining(['candidateId', 'slots', 'position', 'east', 'availableFromOn']));
  });

  it.each(fields)('%s is no monitoring word', (field) => {
    expect(monitoringWordsIn(field)).toEqual([]);
  });

  it.each(['ethnicCategoryCode', 'disabilityCode', 'sexCode', 'ageOnStart', 'bornOn', 'homePostcode'])('%s would be found out', (field) => {
    expect(monitoringWordsIn(field)).not.toEqual([]);
  });
});
