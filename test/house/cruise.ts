import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#lib/platform';

/** A module and what it imports, as dependency-cruiser sees them. */
export interface CruisedModule {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruise {
  readonly modules: readonly CruisedModule[];
  readonly violations: readonly Violation[];
}

interface CruiserOutput {
  readonly modules: readonly CruisedModule[];
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string; readonly to: string }[] };
}

/**
 * Runs dependency-cruiser as `npm run layers` does, over apps and libs of `folder`. A process of its own:
 * it looks for its configuration and for TypeScript from the folder it runs in.
 */
export async function cruise(folder: string = projectRoot()): Promise<Cruise> {
  const program = join(projectRoot(), 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps', 'libs'], {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  });
  const { modules, summary } = JSON.parse(stdout) as CruiserOutput;
  return { modules, violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })) };
}

/** Every module that imports lead to from the given ones, over any number of steps. */
export function reachableFrom(modules: readonly CruisedModule[], isStart: (source: string) => boolean): Set<string> {
  const imports = new Map(modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]));
  const reached = new Set<string>();
  const waiting = [...imports.keys()].filter(isStart);
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    for (const next of imports.get(source) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}
