import { readFileSync } from 'node:fs';

/** The environment with the content of secret files in it, and what is wrong with them, by name. */
export interface WithSecretFiles {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly problems: readonly string[];
}

/**
 * Puts the content of the file that NAME_FILE names in the place of NAME, as container platforms mount secrets:
 * a variable of the environment is seen by every child process and by whoever may inspect the container. White
 * space at the end, where editors put it, is not part of the secret.
 */
export function readSecretFiles(environment: NodeJS.ProcessEnv, fileNames: Iterable<string>): WithSecretFiles {
  const problems: string[] = [];
  const read: Record<string, string> = {};
  for (const fileName of fileNames) {
    const file = environment[fileName];
    if (file === undefined || file === '') continue;
    const name = fileName.replace(/_FILE$/, '');
    if ((environment[name] ?? '') !== '') problems.push(`${fileName} and ${name} are both set: give one of them.`);
    try {
      read[name] = readFileSync(file, 'utf8').trimEnd();
    } catch (error) {
      problems.push(`${fileName} names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
      continue;
    }
    if (read[name] === '') problems.push(`${fileName} names a file that is empty.`);
  }
  return { environment: { ...environment, ...read }, problems };
}
