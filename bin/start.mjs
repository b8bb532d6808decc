// npm start: installs and builds when needed, then starts everything. See apps/pathways/src/start.ts.
import { prepare } from './prepare.mjs';

await prepare();
const { start } = await import('../dist/apps/pathways/src/start.js');
await start(process.argv.slice(2));
