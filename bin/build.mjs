// npm run build: installs when needed, and builds when sources changed.
import { prepare } from './prepare.mjs';

await prepare();
