// The processes of the benchmark: workers of the product, a Redis, the kernel alone. Each is ended by the one who started it.
import { fork, spawn, spawnSync } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('../../../dist/apps/worker/src/main.js', import.meta.url));
const KERNEL = fileURLToPath(new URL('kernel-process.mjs', import.meta.url));

/** A child of ours, after it has said that it is ready; `answer` is the next thing that it says. */
async function startChild(program, args, env) {
  const child = fork(program, args, { env: { ...process.env, ...env } });
  const ended = once(child, 'exit');
  const messages = on(child, 'message', { close: ['exit'] });
  const answer = async () => {
    const { done, value } = await messages.next();
    if (done) throw new Error(`${program} ended before it answered.`);
    return value[0];
  };
  await answer();
  return {
    child,
    answer,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Worker processes as they run in production, with their usual settings; the environment says where database and queue are. */
export async function startWorkers(count, environment) {
  return Promise.all(Array.from({ length: count }, () => startChild(WORKER, [], environment)));
}

/** The kernel in a process of its own: `ask` answers what it can be asked. */
export async function startKernel(task) {
  const { child, answer, stop } = await startChild(KERNEL, [JSON.stringify(task)], {});
  return {
    stop,
    ask(question, terms = {}) {
      child.send({ ask: question, ...terms });
      return answer();
    },
  };
}

/** A Redis or Valkey of our own on the loopback, which keeps nothing; null where there is none to start. */
export async function startRedis(folder) {
  const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) return null;
  const port = await freePort();
  const dir = join(folder, 'redis');
  mkdirSync(dir);
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  const deadline = Date.now() + 10_000;
  while (!(await isListening(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not answer on port ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

async function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
