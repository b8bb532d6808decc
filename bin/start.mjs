// npm start: installs and builds when needed, then starts everything. See apps/pathways/src/start.ts.
import { spawnSync } from 'node:child_process';
import { prepare } from './prepare.mjs';

endWithNpm();
await prepare();
const { start } = await import('../dist/apps/pathways/src/start.js');
await start(process.argv.slice(2));

/**
 * npm runs us through a shell. Told to end it ends the shell and not us, and killed outright it ends nobody: so we
 * look whether both are still there.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  const [grandparent, name] = String(spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(parent)]).stdout).trim().split(/\s+/);
  const npm = name?.endsWith('sh') ? Number(grandparent) : parent;
  setInterval(() => {
    if (process.ppid !== parent || !isThere(npm)) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

function isThere(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
