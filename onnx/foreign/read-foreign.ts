import { isSecateurError } from '../../core/index.ts';
import { withNodesInOrder } from '../in-order.ts';
import type { OnnxModel } from '../model.ts';
import { validateModel } from '../validate.ts';
import { findBody, type Region } from './find-body.ts';
import { withFloatEnds } from './float-ends.ts';
import type { Body, ForeignModel } from './foreign-model.ts';
import { viewOf } from './graph-view.ts';
import { tensorsOf } from './network-of.ts';
import { obstaclesOf } from './obstacles.ts';
import { withoutDead } from './without-dead.ts';

/**
 * Finds what can be pruned in a model from anywhere.
 * @param source what to call the model in messages
 * @throws FORMAT_INVALID where the model contradicts itself; DATA_INVALID where weights of the body are NaN or infinite
 */
export function readForeign(original: OnnxModel, source = 'the model'): ForeignModel {
  const whole = withNodesInOrder(original, source);
  validateModel(whole, source);
  const model = { ...whole, graph: withoutDead(whole.graph) };
  const view = viewOf(model, source);
  const search = findBody(view);
  const { region } = search;
  const obstacles = obstaclesOf(view, search);
  if (!region) return { model, others: [], obstacles };
  let read = withFloatEnds(model, region, bodyOf(region), view.types);
  const { body } = read;
  const others = search.others.flatMap((other) => {
    const found = unlessNotFinite(() => bodyOf(other));
    if (!found) return [];
    read = withFloatEnds(read.model, other, found, view.types);
    return [read.body];
  });
  return { model: read.model, body, others, obstacles };
}

/** Of a part that need not be read. */
function unlessNotFinite(read: () => Body): Body | undefined {
  try {
    return read();
  } catch (error) {
    if (isSecateurError(error) && error.code === 'DATA_INVALID') return undefined;
    throw error;
  }
}

function bodyOf({ network, layers, input, rank, output, imageOutput }: Region): Body {
  return { network, tensors: tensorsOf(layers), input, rank, output, ...(imageOutput && { imageOutput }) };
}
