import { answerAndExit } from '../support/child.ts';
import { timeEngine, timeFit } from './ours.ts';
import { writeParityFile } from './parity.ts';
import type { StepRequest } from './task.ts';

/** Entry of a fresh process for one of our own rows. */
const request = JSON.parse(process.argv.at(-1)!) as StepRequest;
if (request.parityFile !== undefined) answerAndExit(await writeParityFile(request));
else if (request.contender === 'engine alone') answerAndExit(await timeEngine(request));
else answerAndExit(await timeFit(request));
