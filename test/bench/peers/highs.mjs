// HiGHS, from npm: a linear programming solver as WebAssembly.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('highs-process.mjs', import.meta.url));

/** Why HiGHS cannot be asked at all, or null. */
export function highsAbsence() {
  try {
    import.meta.resolve('highs');
    return null;
  } catch {
    return 'the package highs is not installed';
  }
}

/** A process that holds one problem and solves it as often as asked. */
export class Highs {
  #child;
  #limit;
  #said = '';

  /** @param limit milliseconds that it may take to load or to solve */
  constructor(file, limit) {
    this.#child = fork(PROGRAM, [file], { silent: true });
    this.#limit = limit;
    this.#child.stderr.on('data', (text) => (this.#said = (this.#said + text).slice(-4000)));
    this.#child.stdout.resume();
  }

  /** Waits until it has the problem; throws as {@link solve} does. */
  async ready() {
    await this.#answer();
  }

  /** {milliseconds, total}, the bonus within the total; throws with the reason when it takes too long or ends. */
  solve() {
    const answer = this.#answer();
    this.#child.send('solve');
    return answer;
  }

  #answer() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(reject, new Error(`not finished after ${this.#limit / 1000} s`)), this.#limit);
      const ended = () => settle(reject, new Error(`aborted: ${this.#reason()}`));
      const settle = (done, value) => {
        clearTimeout(timer);
        this.#child.off('exit', ended).off('message', answered);
        done(value);
      };
      const answered = (message) => settle(resolve, message);
      this.#child.once('exit', ended).once('message', answered);
    });
  }

  /** The line that names the error, of what the process said last. */
  #reason() {
    return this.#said.split('\n').find((line) => /error|abort|memory/i.test(line))?.trim().slice(0, 200) ?? 'its process ended';
  }

  end() {
    this.#child.kill('SIGKILL');
  }
}
