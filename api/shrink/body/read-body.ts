import { type CompactNetwork, isPrunable, parameterCount, specOf } from '../../../core/index.ts';
import { type Body, encodeModel } from '../../../onnx/index.ts';
import { compareOutputs } from '../compare/compared.ts';
import { readingTolerance } from '../compare/reading-tolerance.ts';
import type { Judged } from '../cut/finished-cut.ts';
import type { ShrinkOptions, ShrinkSource } from '../shrink-options.ts';
import type { ShrinkReport } from '../shrink-report.ts';
import { type Prepared, prepare, prepareWithoutData } from './prepared.ts';
import { type Replaced, withNetwork } from './replaced.ts';
import { lastActivationOf } from './start-network.ts';
import { stored } from './stored.ts';

export interface BodyToRead {
  /** The model with what was cut of other bodies. */
  readonly source: ShrinkSource;
  readonly body: Body;
  /** What weights of other bodies lie on that were trained as codes. */
  readonly grids: Replaced['grids'];
  /** Absent without data. */
  readonly judged?: Judged;
}

/** A body that stays as it is. */
export interface LeftBody {
  readonly why: string;
  readonly reading?: NonNullable<ShrinkReport['reading']>;
  readonly notes: readonly string[];
}

/** A body that can be cut. */
export interface ReadBody {
  readonly prepared: Prepared;
  readonly way: 'fit' | 'weights';
  /** The whole model with a network in the body's place, and its file as it is stored. */
  readonly replacedBy: (network: CompactNetwork) => Replaced;
  readonly render: (network: CompactNetwork) => Uint8Array;
  /** Of the file, what is not the body's weights. */
  readonly overheadBytes: number;
  readonly reading?: NonNullable<ShrinkReport['reading']>;
  readonly notes: readonly string[];
}

/** Reads a body, puts it back uncut and looks whether the whole answers as it did. Errors as sessions. */
export async function readBody(
  { source, body, judged, grids }: BodyToRead,
  options: ShrinkOptions,
): Promise<ReadBody | LeftBody> {
  const { foreign, bytes } = source;
  const { dataset } = options;
  const prepared =
    judged && dataset
      ? await prepare(source, body, dataset, judged.examined, options.posterior)
      : prepareWithoutData({ body }, options.posterior);
  if (!prepared) {
    const why = `What the part that can be pruned reads ('${body.input}') has not one row for each row of the data, so that it cannot be trained: the model is left as it is. --data-free without --data cuts it by its weights.`;
    return { why, notes: [] };
  }
  const lastActivation = lastActivationOf(body.network);
  const replacedBy = (network: CompactNetwork) => {
    const replaced = withNetwork({ ...foreign, body }, network, lastActivation);
    return { ...replaced, grids: { ...grids, ...replaced.grids } };
  };

  const { model: whole, notes: versions } = replacedBy(prepared.start);
  const uncut = encodeModel(whole);
  const notes = [...prepared.notes, ...versions];
  const reading = judged && (await compareOutputs(bytes, uncut, judged.examined));
  if (reading && !(reading.largestDifference <= readingTolerance(foreign.model))) {
    const difference = reading.largestDifference.toPrecision(2);
    const why = `What was read of the model answers differently, by ${difference}: it is left as it is.`;
    return { why, reading, notes };
  }

  if (!isPrunable(body.network)) {
    const why = `Of the part between '${body.input}' and '${body.output}' nothing can be removed: pixels, outputs, and channels of convolutions with several groups all stay (docs/networks.md, "What can be removed").`;
    return { why, ...(reading && { reading }), notes };
  }
  return {
    prepared,
    way: options.way ?? (prepared.dataset || options.posterior ? 'fit' : 'weights'),
    replacedBy,
    render: (network) => encodeModel(stored(replacedBy(network), options)),
    overheadBytes: uncut.length - 4 * parameterCount(specOf(prepared.start)),
    ...(reading && { reading }),
    notes,
  };
}
