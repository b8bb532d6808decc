import { Matcher } from '../../../dist/libs/kernel/src/engine/matcher.js';
import { PeopleFinder } from '../../../dist/libs/kernel/src/engine/people-finder.js';

/**
 * Seconds by what was done: of work inside other work only the inner counts for the inner, and only the rest for the outer,
 * so that all of them add up to the whole. For one thing after another; not for things at the same time.
 */
export class Stopwatch {
  /** By name, in the order in which they first began. */
  seconds = {};
  #open = [];
  #since = 0;

  /** What is being done. */
  get current() {
    return this.#open.at(-1);
  }

  /** Runs the work, which may be asynchronous, as `name`. */
  inside(name, work) {
    this.#begin(name);
    let result;
    try {
      result = work();
    } catch (error) {
      this.#end();
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#end();
      return result;
    }
    return result.finally(() => this.#end());
  }

  /** Times a method of an object, or of all objects of a prototype, until the function that it returns is called. `name`: of what it is given, or a text. */
  wrap(target, method, name) {
    const original = target[method];
    const watch = this;
    target[method] = function timed(...args) {
      return watch.inside(typeof name === 'string' ? name : name(...args), () => original.apply(this, args));
    };
    return () => {
      target[method] = original;
    };
  }

  /** The same for a method that gives batch after batch: what counts is the time until each is there. */
  wrapBatches(target, method, name) {
    const original = target[method];
    const watch = this;
    target[method] = async function* timed(...args) {
      const batches = original.apply(this, args);
      for (;;) {
        const { done, value } = await watch.inside(name, () => batches.next());
        if (done) return;
        yield value;
      }
    };
    return () => {
      target[method] = original;
    };
  }

  #begin(name) {
    this.#count();
    this.#open.push(name);
    this.seconds[name] ??= 0;
  }

  #end() {
    this.#count();
    this.#open.pop();
  }

  #count() {
    const now = performance.now();
    const name = this.#open.at(-1);
    if (name !== undefined) this.seconds[name] += (now - this.#since) / 1000;
    this.#since = now;
  }
}

/** Times the two passes of the kernel wherever it runs in this process, until the function that it returns is called. */
export function timeKernel(watch) {
  const endings = [watch.wrap(Matcher.prototype, 'matchPeople', 'kernel, forward'), watch.wrap(PeopleFinder.prototype, 'findPeople', 'kernel, reverse')];
  return () => {
    for (const end of endings) end();
  };
}
