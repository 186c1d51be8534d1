// One training step of the node family in TensorFlow.js on its WebAssembly backend (contender of bench:step).
//
// The same mathematics as ../step_torch.py. Written for few passes over large tensors: slabs are stored as log
// variances, Adam's corrections are folded into two numbers a step, noise is drawn into one buffer.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
// The whole package, because it registers the gradients; tfjs-core alone has none.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';

const relaxation = 0.5;
const request = JSON.parse(process.argv.at(-1));
const { task } = request;
const { widths, prior, batchSize, selectInputs, rates } = task;
const last = widths.length - 2;

const round = tf.customGrad((relaxed) => ({ value: tf.round(relaxed), gradFunc: (gradient) => gradient }));
const gate = (logit, noise) => round(tf.sigmoid(tf.mul(tf.add(logit, noise), 1 / relaxation)));

function bernoulliDivergence(logit, priorLogit) {
  const difference = tf.sub(tf.mul(tf.sigmoid(logit), tf.sub(logit, priorLogit)), tf.softplus(logit));
  return tf.sum(tf.add(difference, Math.log1p(Math.exp(priorLogit))));
}

const column = (vector) => tf.reshape(vector, [-1, 1]);

function lossOf(parameters, features, targets, noise) {
  let values = features;
  let inputs;
  let inclusion = tf.scalar(0);
  if (selectInputs) {
    const logit = parameters['inputs.inclusionLogit'];
    values = tf.mul(values, gate(logit, noise['noise.inputs.gate']));
    inclusion = bernoulliDivergence(logit, prior.inputLogit);
    inputs = column(tf.sigmoid(logit));
  }
  let slab = tf.scalar(0);
  for (let layer = 0; layer <= last; layer++) {
    const name = `layers.${layer}.`;
    const mean = parameters[`${name}slabMean`];
    const logVariance = parameters[`${name}slabLogVariance`];
    const bias = parameters[`${name}biasMean`];
    const biasLogVariance = parameters[`${name}biasLogVariance`];
    const variance = tf.exp(logVariance);
    const biasVariance = tf.exp(biasLogVariance);
    const sampledMean = tf.add(tf.matMul(values, mean, false, true), bias);
    const sampledVariance = tf.add(tf.matMul(tf.square(values), variance, false, true), biasVariance);
    values = tf.add(sampledMean, tf.mul(tf.sqrt(sampledVariance), noise[`noise.layers.${layer}.activation`]));

    const scale = prior.slabScales[layer];
    const precision = 1 / (2 * scale * scale);
    const constant = Math.log(scale) - 0.5;
    const isSelected = layer === 0 && selectInputs;
    const rowSums = (matrix) => (isSelected ? tf.reshape(tf.matMul(matrix, inputs), [-1]) : tf.sum(matrix, 1));
    const count = isSelected ? tf.mul(tf.sum(inputs), constant) : constant * widths[layer];
    const moments = tf.mul(tf.add(rowSums(variance), rowSums(tf.square(mean))), precision);
    const perWeights = tf.add(tf.sub(moments, tf.mul(rowSums(logVariance), 0.5)), count);
    const biasMoments = tf.mul(tf.add(biasVariance, tf.square(bias)), precision);
    const perUnit = tf.add(perWeights, tf.add(tf.sub(biasMoments, tf.mul(biasLogVariance, 0.5)), constant));
    if (layer < last) {
      const logit = parameters[`${name}inclusionLogit`];
      values = tf.mul(tf.relu(values), gate(logit, noise[`noise.layers.${layer}.gate`]));
      inclusion = tf.add(inclusion, bernoulliDivergence(logit, prior.unitLogits[layer]));
      slab = tf.add(slab, tf.sum(tf.mul(tf.sigmoid(logit), perUnit)));
    } else {
      slab = tf.add(slab, tf.sum(perUnit));
    }
  }
  const likelihood = tf.mul(tf.sum(tf.mul(targets, tf.logSoftmax(values))), -1 / batchSize);
  return tf.add(likelihood, tf.mul(tf.add(slab, inclusion), 1 / task.examples));
}

function trainable(arrays) {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { data, shape }]) => {
      const isDeviation = name.endsWith('LogStdDev');
      const values = isDeviation ? data.map((value) => 2 * value) : data;
      const tensor = tf.tensor(values, shape, 'float32');
      const ownName = name.replace('LogStdDev', 'LogVariance');
      return [ownName, tf.variable(tensor, true, ownName)];
    }),
  );
}

/** Adam; the log variances take doubled steps with half the epsilon, which moves them exactly as their deviations. */
function adam(parameters) {
  const moments = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      [0, 1].map(() => tf.variable(tf.zerosLike(value), false)),
    ]),
  );
  let count = 0;
  return (gradients) => {
    count++;
    const scale = Math.sqrt((1 - 0.999 ** count) / (1 - 0.999));
    const correction = ((1 - 0.9) / (1 - 0.9 ** count)) * scale;
    tf.tidy(() => {
      for (const [name, value] of Object.entries(parameters)) {
        const isVariance = name.endsWith('LogVariance');
        const rate = name.endsWith('inclusionLogit')
          ? rates.inclusion
          : isVariance
            ? 2 * rates.logStdDev
            : rates.weight;
        const [first, second] = moments[name];
        first.assign(tf.add(tf.mul(first, 0.9), gradients[name]));
        second.assign(tf.add(tf.mul(second, 0.999), tf.square(gradients[name])));
        const root = tf.add(tf.sqrt(second), (isVariance ? 0.5e-8 : 1e-8) * scale);
        value.assign(tf.sub(value, tf.div(tf.mul(first, rate * correction), root)));
      }
    });
  };
}

function takeStep(parameters, update, features, targets, noise) {
  const { value, grads } = tf.variableGrads(() => lossOf(parameters, features, targets, noise));
  update(grads);
  tf.dispose(grads);
  return value;
}

function initialArrays() {
  const arrays = {};
  const add = (name, shape, make) => {
    arrays[name] = { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, make) };
  };
  for (let layer = 0; layer <= last; layer++) {
    const [inputs, units] = [widths[layer], widths[layer + 1]];
    add(`layers.${layer}.slabMean`, [units, inputs], () => Math.sqrt(2 / inputs) * normalPair()[0]);
    add(`layers.${layer}.slabLogStdDev`, [units, inputs], () => -5);
    add(`layers.${layer}.biasMean`, [units], () => 0);
    add(`layers.${layer}.biasLogStdDev`, [units], () => -5);
    if (layer < last) add(`layers.${layer}.inclusionLogit`, [units], () => 4);
  }
  if (selectInputs) add('inputs.inclusionLogit', [widths[0]], () => 4);
  return arrays;
}

/** Two standard normal numbers (Box and Muller). */
function normalPair() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  const angle = 2 * Math.PI * Math.random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function drawNoise() {
  const noise = {};
  for (let layer = 0; layer <= last; layer++) {
    const values = new Float32Array(batchSize * widths[layer + 1]);
    // Marsaglia's polar method, inlined: about three times as fast as tf.randomNormal.
    for (let index = 0; index < values.length; index += 2) {
      let x, y, square;
      do {
        x = 2 * Math.random() - 1;
        y = 2 * Math.random() - 1;
        square = x * x + y * y;
      } while (square >= 1 || square === 0);
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      values[index] = x * factor;
      values[index + 1] = y * factor;
    }
    noise[`noise.layers.${layer}.activation`] = tf.tensor2d(values, [batchSize, widths[layer + 1]]);
  }
  const logistic = (count) =>
    tf.tensor1d(
      Float32Array.from({ length: count }, () => {
        const uniform = Math.random() * (1 - 2e-7) + 1e-7;
        return Math.log(uniform / (1 - uniform));
      }),
    );
  for (let layer = 0; layer < last; layer++) noise[`noise.layers.${layer}.gate`] = logistic(widths[layer + 1]);
  if (selectInputs) noise['noise.inputs.gate'] = logistic(widths[0]);
  return noise;
}

async function time() {
  const began = performance.now();
  const pixels = Uint8Array.from({ length: task.rows * widths[0] }, () => Math.random() * 256);
  const labels = Uint8Array.from({ length: task.rows }, () => Math.random() * 10);
  const parameters = trainable(initialArrays());
  const update = adam(parameters);
  const step = async (index) => {
    const features = new Float32Array(batchSize * widths[0]);
    const targets = new Float32Array(batchSize * widths.at(-1));
    for (let row = 0; row < batchSize; row++) {
      const from = ((index * batchSize + row) * 1237) % task.rows;
      for (let pixel = 0; pixel < widths[0]; pixel++) {
        features[row * widths[0] + pixel] = pixels[from * widths[0] + pixel] / 255;
      }
      targets[row * widths.at(-1) + labels[from]] = 1;
    }
    const fed = [tf.tensor2d(features, [batchSize, widths[0]]), tf.tensor2d(targets, [batchSize, widths.at(-1)])];
    const noise = drawNoise();
    const loss = takeStep(parameters, update, fed[0], fed[1], noise);
    tf.dispose([fed, noise, loss]);
  };
  await step(0);
  const firstStepAt = Date.now();
  const setUpMs = performance.now() - began;
  const tensors = tf.memory().numTensors;
  const stepsPerGroup = 2;
  const groupsMs = [];
  let count = 1;
  let elapsed = 0;
  const cpuBefore = process.cpuUsage();
  while (groupsMs.length < 4 || elapsed < request.seconds * 1000) {
    const start = performance.now();
    for (let i = 0; i < stepsPerGroup; i++) await step(count++);
    const took = performance.now() - start;
    groupsMs.push(took / stepsPerGroup);
    elapsed += took;
  }
  const cpu = process.cpuUsage(cpuBefore);
  if (tf.memory().numTensors !== tensors) throw new Error('tensors leak');
  const peakKilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(processStatus())?.[1] ?? process.resourceUsage().maxRSS;
  return {
    groupsMs: groupsMs.slice(1),
    stepsPerGroup,
    cpuMsPerStep: (cpu.user + cpu.system) / 1000 / groupsMs.length / stepsPerGroup,
    firstStepAt,
    setUpMs,
    peakBytes: 1024 * Number(peakKilobytes),
    versions: { tfjs: tf.version_core, 'tfjs-backend-wasm': version_wasm, node: process.version },
    noise: "in JavaScript, in the step's thread",
  };
}

function processStatus() {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

async function parity() {
  const file = readSafetensors(request.parityFile);
  const parameters = trainable(
    Object.fromEntries(
      Object.entries(initialArrays()).map(([name, { shape }]) => [name, { shape, data: file[name].data }]),
    ),
  );
  const update = adam(parameters);
  const losses = [];
  for (let step = 0; step < file.features.shape[0]; step++) {
    const fed = (name, shape) => {
      const { data, shape: whole } = file[name];
      return tf.tensor(data.slice(step * whole[1], (step + 1) * whole[1]), shape, 'float32');
    };
    const noise = {};
    for (const name of Object.keys(file).filter((key) => key.startsWith('noise.'))) {
      noise[name] = fed(name, name.endsWith('activation') ? [batchSize, file[name].shape[1] / batchSize] : undefined);
    }
    const features = fed('features', [batchSize, widths[0]]);
    const targets = fed('targets', [batchSize, widths.at(-1)]);
    losses.push((await takeStep(parameters, update, features, targets, noise).data())[0]);
  }
  return { losses };
}

function readSafetensors(path) {
  const bytes = readFileSync(path);
  const size = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + size));
  delete header.__metadata__;
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => [
        name,
        { shape, data: new Float32Array(new Uint8Array(bytes.subarray(8 + size + from, 8 + size + to)).buffer) },
      ],
    ),
  );
}

const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
setWasmPaths(wasmPackage.replace('package.json', 'dist/'));
await tf.setBackend('wasm');
const result = request.parityFile === undefined ? await time() : await parity();
console.log(JSON.stringify(result));
