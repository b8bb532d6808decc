import { CONFIG_NAMES, ProcessConfig } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { productionSources, textOf } from './source-files.js';

interface Listed {
  readonly name: string;
  readonly value: string;
  /** The line above it. */
  readonly comment: string;
}

/** The variables of .env.example in order. A line that is neither a comment nor a variable is not read past. */
function listed(): Listed[] {
  const lines = textOf('.env.example').split('\n');
  return lines.flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return [];
    const found = /^([A-Z_]+)=(.*)$/.exec(line);
    expect(found).not.toBeNull();
    return [{ name: found![1]!, value: found![2]!, comment: lines[index - 1] ?? '' }];
  });
}

describe('.env.example', () => {
  it('lists exactly the variables that a process reads, in the same order', () => {
    expect(listed().map(({ name }) => name)).toEqual([...CONFIG_NAMES]);
  });

  it.each(listed())('gives $name the default that the code has', ({ name, value }) => {
    const standard = new ProcessConfig()[name as keyof ProcessConfig];
    expect(value).toBe(`${standard ?? ''}`);
  });

  it.each(listed())('says what $name is for', ({ comment }) => {
    expect(comment).toMatch(/^# \w.{10,}/);
  });
});

describe('the configuration', () => {
  it('checks every variable that it names, and names every one that it checks', () => {
    const checked = getMetadataStorage().getTargetValidationMetadatas(ProcessConfig, '', false, false).map(({ propertyName }) => propertyName);
    expect([...new Set(checked)].toSorted()).toEqual([...CONFIG_NAMES].toSorted());
  });

  it('is the only way in: no process reads a variable that it does not name', () => {
    const read = productionSources().flatMap((path) => [...textOf(path).matchAll(/process\.env(?:\.|\[')(\w+)/g)].map(([, name]) => `${path} ${name!}`));
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((found) => !CONFIG_NAMES.has(found.split(' ')[1]!))).toEqual([]);
  });
});
