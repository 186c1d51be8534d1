import { load } from 'secateur/runtime/web';
import { adaptModel } from 'secateur/trainer/web';
import { openPaper } from '../paper.mjs';
import { mnist } from './mnist.mjs';

/** Old images among the new, as many of either, so that the network does not forget. */
const rehearsalCount = 500;
const heldOutCount = 1000;

const element = (id) => document.getElementById(id);
const say = (text) => {
  element('status').textContent = text;
};
const fail = (error) => {
  say(error.message);
  throw error;
};

const original = await fetch('/out/demo/pruned.onnx')
  .then(async (response) => {
    if (!response.ok) throw new Error('There is no model yet. Run: npm run demo');
    return new Uint8Array(await response.arrayBuffer());
  })
  .catch(fail);
const [first, rehearsal, heldOut] = await Promise.all([
  load(original),
  mnist('train', rehearsalCount),
  mnist('t10k', heldOutCount),
]).catch(fail);

/** What answers: the original model, then the adapted one. */
let model = first;
let drawn;
const collected = { rows: [], labels: [] };

const paper = openPaper(element('paper'), async (pixels) => {
  drawn = pixels;
  const [answer] = await model.predict(pixels);
  if (drawn === pixels) element('answer').textContent = answer.label;
});

function clear() {
  paper.clear();
  drawn = undefined;
  element('answer').textContent = '…';
}
element('clear').onclick = clear;

first.metadata.task.labels.forEach((label, index) => {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: label, onclick: () => collect(index, label) });
  button.dataset.label = label;
  element('clear').before(button, ' ');
});

function collect(index, label) {
  if (!drawn) return;
  collected.rows.push(drawn);
  collected.labels.push(index);
  element('collected').append(pictureOf(drawn, `${label}, read as ${element('answer').textContent}`));
  element('adapt').disabled = false;
  clear();
}

function pictureOf(pixels, caption) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 28, height: 28 });
  const image = new ImageData(28, 28);
  pixels.forEach((value, at) => {
    image.data.set([255, 255, 255, value], 4 * at);
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  const figure = document.createElement('figure');
  figure.append(canvas, Object.assign(document.createElement('figcaption'), { textContent: caption }));
  const item = document.createElement('li');
  item.append(figure);
  return item;
}

/** All rows after one another. */
function joined(parts) {
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  return rows;
}

async function accuracy(answering, rows, labels) {
  const answers = await answering.predict(rows);
  const right = answers.filter(({ index }, row) => index === labels[row]).length;
  return `${((100 * right) / labels.length).toFixed(1)} %`;
}

/** Always from the original, so that what is shown as "after" is due to the digits shown above. */
async function adapt(signal) {
  const own = { rows: joined(collected.rows), labels: [...collected.labels] };
  const times = Math.ceil(rehearsalCount / own.labels.length);
  const { bytes } = await adaptModel(
    original,
    {
      rows: joined([...Array(times).fill(own.rows), rehearsal.rows]),
      labels: [...Array(times).fill(own.labels).flat(), ...rehearsal.labels],
    },
    {
      layers: Number(element('layers').value),
      onnxruntime: import.meta.resolve('onnxruntime-web/wasm'),
      signal,
      onProgress: ({ done, total, metrics }) => {
        Object.assign(element('progress'), { value: done, max: total });
        say(`step ${done} of ${total}, loss ${metrics.loss.toFixed(3)}`);
      },
    },
  );
  const adapted = await load(bytes);
  for (const [when, answering] of Object.entries({ before: first, after: adapted })) {
    element(`own-${when}`).textContent = await accuracy(answering, own.rows, own.labels);
    element(`held-${when}`).textContent = await accuracy(answering, heldOut.rows, heldOut.labels);
  }
  if (model !== first) await model.dispose();
  model = adapted;
  element('download').disabled = false;
  element('download').onclick = () => save(bytes);
  say('Adapted: the paper is read by the new model now.');
}

function save(bytes) {
  const href = URL.createObjectURL(new Blob([bytes]));
  Object.assign(document.createElement('a'), { href, download: 'adapted.onnx' }).click();
  URL.revokeObjectURL(href);
}

element('adapt').onclick = async () => {
  const stopping = new AbortController();
  element('stop').onclick = () => stopping.abort();
  element('adapt').disabled = true;
  element('stop').disabled = false;
  try {
    await adapt(stopping.signal);
  } catch (error) {
    say(error.message);
  } finally {
    element('adapt').disabled = false;
    element('stop').disabled = true;
  }
};
document.body.dataset.ready = '';
