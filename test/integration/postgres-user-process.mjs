// Somebody who uses the embedded PostgreSQL of a home, for embedded-postgres.spec.ts. Says the URL, or what went wrong,
// and stays until it is killed or its standard input ends. Arguments: the checkout, the home.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [checkout, home] = process.argv.slice(2);
const { joinEmbeddedPostgres } = await import(pathToFileURL(join(checkout, 'dist/libs/platform/src/index.js')).href);
try {
  const { url, release } = await joinEmbeddedPostgres({ home, settings: ['fsync=off'] });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
  process.stdin.resume().once('end', release);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
}
