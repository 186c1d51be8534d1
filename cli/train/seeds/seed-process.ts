import { isSecateurError, messageOf } from '../../../core/index.ts';
import { train } from '../../actions/train.ts';
import type { FromSeed, ToSeed } from './messages.ts';
import type { SeedResult } from './summary.ts';

/** Entry of the process of one seed: `train` as on the command line, talking to the process that started it. */
const controller = new AbortController();
const tell = (message: FromSeed, then?: () => void) => process.send?.(message, undefined, undefined, then);

// A terminal sends Ctrl-C to this process too; the one that started it passes it on, once.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => controller.abort());
process.on('message', async (message: ToSeed) => {
  if (message.kind === 'stop') return controller.abort();
  const last = await train(
    {
      signal: controller.signal,
      onProgress: (progress) => tell({ kind: 'progress', progress }),
      note: (sentence) => tell({ kind: 'note', sentence }),
      result: (value) => tell({ kind: 'result', value: value as SeedResult }),
    },
    [message.source],
    message.options,
  ).catch((error: unknown): FromSeed => {
    return { kind: 'error', code: isSecateurError(error) ? error.code : undefined, message: messageOf(error) };
  });
  const end = () => process.exit();
  if (last) tell(last, end);
  else end();
});
