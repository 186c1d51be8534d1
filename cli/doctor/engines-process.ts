import { availableEngines } from '../../trainer/index.ts';

// A process of its own: drivers write to the terminal, and now and then they crash.
process.stdout.write(JSON.stringify(await availableEngines()));
