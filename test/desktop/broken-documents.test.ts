import { writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { isSecateurError } from '../../core/index.ts';
import { forkChild, startHost } from '../../desktop/host/index.ts';
import type { Api, OpenDocument } from '../../desktop/shared/index.ts';
import { inputOf } from '../fuzz/input.ts';
import type { FuzzTarget } from '../fuzz/target.ts';
import { report, tradeOff } from '../fuzz/targets/documents.ts';
import { foreign } from '../fuzz/targets/foreign.ts';
import { onnx } from '../fuzz/targets/onnx.ts';
import { posterior } from '../fuzz/targets/posterior.ts';
import { moreInCi } from '../support/more-in-ci.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiOf } from './host-api.ts';

const folder = temporaryFolder();
/** More by hand: BROKEN_DOCUMENTS=200. */
const count = Number(process.env['BROKEN_DOCUMENTS'] ?? moreInCi(2, 4));

/** What the views ask of a document first. */
function asked(api: Api, { document, kind }: OpenDocument): readonly Promise<unknown>[] {
  switch (kind) {
    case 'posterior':
      return [
        api.inspectPosterior({ document }),
        api.layerWeights({ document, layer: 0 }),
        api.pruneBasis({ document, criterion: 'magnitude' }),
        api.tryOffer({ document }),
      ];
    case 'model':
      return [
        api.inspectModel({ document }),
        api.nodeDetails({ document, node: 0 }),
        api.tensorStatistics({ document, tensor: 0 }),
        api.tryOffer({ document }),
        api.compareDocuments({ before: document, after: document }),
      ];
    case 'profile':
      return [api.inspectReport({ document }), api.reportPage({ document })];
    default:
      return [api.inspectTradeOff({ document })];
  }
}

test.each([
  ['onnx', onnx],
  ['onnx', foreign],
  ['safetensors', posterior],
  ['json', report],
  ['json', tradeOff],
] as const)(
  'a broken %s file (%#) is opened or refused, and every view says what is wrong with it',
  async (...[end, target]) => {
    const bugs: unknown[] = [];
    const host = await startHost({
      home: 'studio',
      version: '0.0.0',
      stateFolder: folder.at(`state-${target.name}`),
      spawn: forkChild,
      onBug: (operation, error) => bugs.push([operation, error]),
    });
    const api = apiOf(host);
    const corpus = target.corpus();
    try {
      for (let index = 0; index < count; index++) {
        const path = folder.at(`${target.name}-${index}.${end}`);
        await writeFile(path, inputOf(target as FuzzTarget, corpus, 11, index));
        const opened = await api.openFile({ path }).catch((error: unknown) => error);
        if (isSecateurError(opened)) continue;
        const answers = await Promise.allSettled(asked(api, opened as OpenDocument));
        for (const answer of answers) {
          if (answer.status === 'fulfilled') continue;
          expect(isSecateurError(answer.reason)).toBe(true);
          // Of a child process the host sees no more than the words.
          expect(answer.reason.message).not.toContain('bug in Secateur');
        }
        await api.closeDocument({ document: (opened as OpenDocument).document });
      }
      expect(bugs).toEqual([]);
    } finally {
      await host.close();
    }
  },
);
