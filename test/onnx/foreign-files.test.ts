import { describe, expect, test } from '@jest/globals';
import { formatNetwork } from '../../core/index.ts';
import { bodyGraph, encodeModel, readForeign, spliceBody, validateModel } from '../../onnx/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { differences, foreignFixtures, readFixture, referenceOf } from './foreign-fixtures.ts';

const lenet = '28x28x1-c6k5-max2-c12k5-max2-flat-24-10';
const residual = '28x28x1-c12k3s2p1-c12k3p1d-c12k1-add0-avg2-c12k3p1d-c12k1-add4-gavg-10';
const kerasCnn = '28x28x1-c8k3-max2-c12k3s2p1-gavg-10';
const branches = '28x28x1-c8k3s2=relu6-c6k1-@0:c6k3p1-@1:cat2-c10k3s2-gavg';
const vehicle = '18-24-16-4';
const regression = '8-20=silu-10=leaky-1';
const scaled = '13-12=tanh-8=gelu-3';

const series =
  '1x28x28:chw-c12k1x5p0.2.0.2-max1x2-c12k1x3p0.2.0.2r1x2=hardswish-avg1x3s1x2z0.1.0.1-flat-16=leaky(0.2)-10';
const causal = 'c12k1x3p0.2.0.0d=elu-c12k1-add0-c12k1x3p0.4.0.0r1x2d=elu-c12k1-add3';
const temporal = `1x28x28:chw-c12k1x3s1x2p0.1.0.1=silu-${causal}-gavg-10`;
const kerasTemporal =
  '1x28x28:chw-c12k1x5s1x2p0.1.0.2=hardswish-c12k1x3p0.4.0.0r1x2=elu-c12k1x3p0.1.0.1d=identity-c12k1=relu6-max1x2-gavg-10';
const sensors = '1x28x28:chw-c8k1x3=leaky(0.2)-avg1x3s1x2p0.0.0.1-c8k1x3=mish-flat-16=hardsigmoid-10';
const dilated =
  '28x28x1-c8k3r2=hardswish-avg3s2z1-part0.4-c4k3p2.3.2.3r2x3=hardsigmoid-@1:part4.8-c4k3p2.3.2.3r2x3=hardsigmoid-@3:cat5-c12k3s2=leaky(0.24268329)-gavg-10';
const activated = [
  '18-10=hardswish-10=hardsigmoid-10=elu(0.5)-10=selu-10=leaky(0.2)-10=clip(-1,1.5)-10=leaky(0.37720564)',
  '10=softplus-10=mish-10=tanhgelu-10=quickgelu-10=softsign-10=relu6-10-4',
].join('-');

const shuffled = [
  '28x28x1-c8k3s2p1-c8k3s2p1d=identity-c8k1-part0.2-@0:c8k1-c8k3s2p1d=identity-c8k1-part0.2-@2:part4.8-@6:part4.8-@8:cat9',
  'c8k1-c8k3p1d=identity-c8k1-part0.4-@3:cat7.14-@2:part2.4-@6:part2.4-@13:part4.8-@16:cat17.18',
  'c8k1-c8k3p1d=identity-c8k1-@15:cat22-gavg-4-16=sigmoid-mul23-c20k1-gavg-10',
].join('-');
const partial = [
  '28x28x1-c12k3s2p1=prelu(12 slopes)-part0.4-@0:part4.12-c8k3p1=prelu(8 slopes)-c8k1=prelu(8 slopes)-@1:cat4-c12k1d',
  'c16k3s2=identity-max2-gavg-24=identity-part0.12-@10:part12.24=sigmoid-mul11=prelu(12 slopes)-10',
].join('-');
const attention = [
  '28x28x1-c8k3s2p1-c12k3p1=identity-gavg-3-12=identity-@1:gmax-3-12-add4=sigmoid-mul1',
  'c1k1=identity-@9:cmax-@10:cat11-c1k7p3=sigmoid-c12k1-mul9=relu-c16k3s2-gavg-10',
].join('-');
const kerasShuffled = [
  '28x28x1-c16k3s2p0.0.1.1=prelu(16 slopes)-part0.4-@0:part8.16-c8k1-c8k3p1d=prelu(8 slopes)-part0.4-@1:cat5',
  '@0:part4.8-@4:part4.8-@7:cat8-c8k1-c8k3p1d=prelu(8 slopes)-@6:cat11-c12k3-max2-c4k1=identity-flat-10',
].join('-');
/** As MobileNetV3 and EfficientNet. */
const inverted = (activation: string, gate: string, pads: string) =>
  [
    `28x28x1-c8k3s2${pads}=${activation}-c16k1=${activation}-c16k3p1d=${activation}-gavg-4-16=${gate}-mul2-c8k1-add0=identity`,
    `c16k1=${activation}-c16k3s2${pads}d=${activation}-gavg-4-16=${gate}-mul10-c12k1=identity-c24k1=${activation}-gavg-10`,
  ].join('-');

/** The part of each file that can be pruned. */
const bodies: Readonly<Record<string, string>> = {
  'keras-cnn-keras-18': kerasCnn,
  'keras-cnn-tf2onnx-13': kerasCnn,
  'keras-mlp-keras-17': '30-16-8=tanh-2',
  'keras-mlp-tf2onnx-11': '30-16-8=tanh-2',
  'keras-flattened-tf2onnx-17': '28x28x1-c6k5s2-avg2-flat-16-10',
  'keras-flattened-tf2onnx-9': '28x28x1-c6k5s2-avg2-flat-16-10',
  'keras-regression-tf2onnx-13': '8-16=silu-8=leaky(0.2)-1',
  'keras-separable-tf2onnx-15': '28x28x1-c12k3s2p0.0.1.1-c12k3p1d-c12k1-add0-gavg-10',
  'keras-efficient-tf2onnx-17': inverted('silu', 'sigmoid', 'p0.0.1.1'),
  'keras-mobile-keras-18': inverted('hardswish', 'hardsigmoid', 'p0.0.1.1'),
  'keras-shuffle-tf2onnx-15': kerasShuffled,
  'torch-efficient-script-17': inverted('silu', 'sigmoid', 'p1'),
  'torch-mobile-dynamo-18': inverted('hardswish', 'hardsigmoid', 'p1'),
  'torch-mobile-script-13': inverted('hardswish', 'hardsigmoid', 'p1'),
  'torch-partial-dynamo-18': partial,
  'torch-partial-script-9': partial,
  'torch-shuffle-dynamo-20': shuffled,
  'torch-shuffle-script-11': shuffled,
  'keras-sensors-keras-18': sensors,
  'keras-sensors-tf2onnx-17': sensors,
  'keras-temporal-keras-18': kerasTemporal,
  'keras-temporal-tf2onnx-13': kerasTemporal,
  'torch-activated-dynamo-20': activated,
  'torch-activated-script-17': activated,
  'torch-activated-script-9': activated,
  'torch-dilated-dynamo-18': dilated,
  'torch-dilated-script-13': dilated,
  'torch-lenet-script-17-fused': lenet,
  'torch-regression-script-17-fused': regression,
  'torch-series-dynamo-20': series,
  'torch-series-dynamo-20-fused': series,
  'torch-series-dynamo-20-qdq': series,
  'torch-series-dynamo-20-qoperator': series,
  'torch-series-script-11': series,
  'torch-temporal-dynamo-18': temporal,
  'torch-temporal-script-17': temporal,
  'sklearn-binary-12': '30-12=tanh-1',
  'sklearn-classifier-15-zipmap': '13-16-8-3',
  'sklearn-classifier-17': '13-16-8-3',
  'sklearn-columns-17': '14-12-1',
  'sklearn-named-17': '13-10=sigmoid-3',
  'sklearn-targets-17': '8-12-8-2',
  'sklearn-regressor-11': '6-16-8-1',
  'torch-attention-dynamo-20': attention,
  'torch-attention-script-13': attention,
  'torch-branches-dynamo-20': branches,
  'torch-branches-script-13': branches,
  'torch-lenet-dynamo-18': lenet,
  'torch-lenet-script-17': lenet,
  'torch-lenet-script-17-float16': lenet,
  'torch-lenet-script-17-qdq': lenet,
  'torch-lenet-script-17-qoperator': lenet,
  'torch-lenet-script-9': lenet,
  'torch-lenet-half-dynamo-18': lenet,
  'torch-mlp-dynamo-18': vehicle,
  'torch-mlp-dynamo-20-fixed': vehicle,
  'torch-mlp-half-script-17': vehicle,
  'torch-mlp-script-13-fixed': vehicle,
  'torch-mlp-script-9': vehicle,
  'torch-mlp-script-9-dynamic': vehicle,
  'torch-mlp-script-9-qdq': vehicle,
  'torch-regression-dynamo-18': regression,
  'torch-regression-script-17': regression,
  'torch-residual-dynamo-20': residual,
  'torch-residual-script-13': residual,
  'torch-scaled-dynamo-21': scaled,
  'torch-scaled-dynamo-external-18': scaled,
  'torch-scaled-script-11': scaled,
  'torch-tied-dynamo-18': '18-16-16-16-4',
  'torch-two-inputs-dynamo-18': '20-16-4',
  'torch-two-inputs-script-11': '20-16-4',
  'torch-tied-script-17': '18-16-16-16-4',
};

/** How far answers may be from those of another version of onnxruntime, by how the file holds its numbers. */
function toleranceOf(name: string): number {
  if (/dynamic|qdq|qoperator/.test(name)) return 0.02;
  return /half|float16/.test(name) ? 5e-3 : 1e-4;
}

async function expectReference(name: string, file: Uint8Array): Promise<void> {
  const found = await differences(file, referenceOf(name));
  expect(Object.keys(found)).not.toEqual([]);
  for (const difference of Object.values(found)) expect(difference).toBeLessThan(toleranceOf(name));
}

test('there are files of every exporter', () => {
  for (const exporter of ['script', 'dynamo', 'tf2onnx', 'keras', 'sklearn', 'qdq', 'dynamic']) {
    expect(foreignFixtures.filter((name) => name.includes(exporter))).not.toEqual([]);
  }
});

describe.each(foreignFixtures)('%s', (name) => {
  test('is decoded, and answers the same after encoding', async () => {
    await expectReference(name, encodeModel(await readFixture(name)));
  });

  test('answers the same with its body written anew', async () => {
    const foreign = readForeign(await readFixture(name), name);
    if (bodies[name] !== undefined) expect(foreign.body && formatNetwork(foreign.body.network)).toBe(bodies[name]);
    const { model } = foreign.body ? spliceBody(foreign, bodyGraph(foreign.body)) : foreign;
    validateModel(model, name);
    const bytes = encodeModel(model);
    keepExport(`spliced-${name}`, bytes);
    await expectReference(name, bytes);
  });
});
