// API processes and whoever calls them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';

const API = fileURLToPath(new URL('api-process.mjs', import.meta.url));

/** An API process on the market's day, after it has read the facts that matching needs. Returns {url, loading, ask, stop}. */
export async function startApi(environment) {
  const child = fork(API, [], { env: { ...process.env, ...environment } });
  const ended = once(child, 'exit');
  const message = async () => {
    const [said] = await Promise.race([once(child, 'message'), ended]);
    if (said === null || typeof said !== 'object') throw new Error(`The API process ended with ${said} before it answered.`);
    return said;
  };
  const { url, loading } = await message();
  return {
    url,
    loading,
    async ask(question) {
      child.send({ ask: question });
      return (await message()).answer;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A machine that calls an API process with a key, over one connection that stays open. */
export class Caller {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url, key) {
    this.url = `${url}/api/v1`;
    this.headers = { authorization: `Bearer ${key}` };
  }

  /** The answer, read to its end; throws unless it is one. */
  async get(path) {
    const request = get(`${this.url}${path}`, { agent: this.#agent, headers: this.headers });
    const [response] = await once(request, 'response');
    let text = '';
    response.setEncoding('utf8');
    for await (const piece of response) text += piece;
    if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}: ${text}`);
    return JSON.parse(text);
  }

  close() {
    this.#agent.destroy();
  }
}

/** What a person, and an opportunity, is asked for. */
export const matchesOfCandidate = (candidateId) => `/candidates/${candidateId}/matches-now`;
export const matchesOfOpportunity = (opportunityId) => `/opportunities/${opportunityId}/matches-now`;
