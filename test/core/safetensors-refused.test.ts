import { describe, expect, test } from '@jest/globals';
import { decodeSafetensors, encodeSafetensors, isSecateurError, randomStream } from '../../core/index.ts';
import { mutate } from '../support/mutate.ts';
import { file, one, two } from './safetensors-bytes.ts';

const entry = (shape: string, offsets: string, dtype = '"F32"') =>
  `{"a":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;

/** A header, the bytes of data after it, and what the message must say beside the file's name. */
const hostileHeaders: Record<string, [header: string, dataBytes: number, says: RegExp]> = {
  'an empty header': ['', 0, /'\{' is missing in the header/],
  'only spaces': ['    ', 0, /'\{' is missing/],
  'no JSON': ['hello', 0, /'\{' is missing/],
  'an array': ['[]', 0, /'\{' is missing/],
  'a number': ['42', 0, /'\{' is missing/],
  null: ['null', 0, /'\{' is missing/],
  'JSON that stops': [`{"a":${one}`, 4, /'\}' is missing/],
  'a text that never ends': ['{"a', 0, /does not end/],
  'a bad escape': ['{"\\x":{}}', 0, /bad escape/],
  'a raw line break in a name': ['{"a\n":{}}', 0, /bad escape/],
  'a trailing comma': [`{"a":${one},}`, 4, /'"' is missing/],
  'text after the header': [`{"a":${one}} x`, 4, /something follows/],
  'a second object': ['{}{}', 0, /something follows/],
  'a tensor twice': [`{"a":${one},"a":${one}}`, 4, /"a" twice/],
  'a tensor twice, once escaped': [`{"a":${one},"\\u0061":${one}}`, 4, /"a" twice/],
  'a field twice': ['{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4, /"a".*"dtype" twice/],
  'metadata twice': ['{"__metadata__":{},"__metadata__":{}}', 0, /"__metadata__" twice/],
  'metadata that is no object': ['{"__metadata__":"x"}', 0, /__metadata__/],
  'metadata with a number': ['{"__metadata__":{"k":1}}', 0, /__metadata__ "k"/],
  'metadata with an object': ['{"__metadata__":{"k":{}}}', 0, /__metadata__ "k"/],
  'an entry that is no object': ['{"a":1}', 0, /tensor "a"/],
  'an entry without a dtype': ['{"a":{"shape":[1],"data_offsets":[0,4]}}', 4, /tensor "a" needs a dtype/],
  'an entry without a shape': ['{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4, /tensor "a" needs/],
  'an entry without offsets': ['{"a":{"dtype":"F32","shape":[1]}}', 4, /tensor "a" needs/],
  'one offset': [entry('[1]', '[0]'), 4, /two data_offsets/],
  'three offsets': [entry('[1]', '[0,4,4]'), 4, /two data_offsets/],
  'an unknown field': ['{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4, /unknown field "x"/],
  'a dtype that is no text': [entry('[1]', '[0,4]', '4'), 4, /dtype of tensor "a"/],
  'a negative dimension': [entry('[-1]', '[0,4]'), 4, /shape of tensor "a".*"-1"/],
  'a fractional dimension': [entry('[1.5]', '[0,4]'), 4, /"1\.5"/],
  'an exponent': [entry('[1e0]', '[0,4]'), 4, /"1e0"/],
  'a dimension beyond 2^53': [entry('[9007199254740992]', '[0,4]'), 4, /9007199254740992/],
  'a dimension of many digits': [entry(`[${'9'.repeat(1e5)}]`, '[0,4]'), 4, /whole number/],
  'a nested shape': [entry('[[1]]', '[0,4]'), 4, /shape of tensor "a"/],
  'a shape whose size overflows': [
    entry('[4294967296,4294967296,4294967296]', '[0,4]'),
    4,
    /takes .* bytes but it has 4/,
  ],
  'a shape of infinite size times nothing': [entry(`[0,${Array(40).fill(2 ** 52)}]`, '[0,4]'), 4, /"a"/],
  'a negative offset': [entry('[1]', '[-4,0]'), 4, /data_offsets of tensor "a".*"-4"/],
  'offsets that go backwards': [entry('[1]', '[4,0]'), 4, /"a".*ends before it begins/],
  'offsets past the data': [entry('[2]', '[0,8]'), 4, /"a".*only 4/],
  'offsets far past the data': [entry('[25000000000]', '[0,100000000000]'), 4, /"a".*only 4/],
  'a shape larger than its bytes': [entry('[2]', '[0,4]'), 4, /"a".*takes 8 bytes but it has 4/],
  'a shape smaller than its bytes': [entry('[1]', '[0,8]'), 8, /"a".*takes 4 bytes but it has 8/],
  'a scalar without bytes': [entry('[]', '[0,0]'), 0, /"a".*takes 4 bytes but it has 0/],
  'overlapping tensors': [`{"a":${one},"b":${one}}`, 4, /"b".*overlaps/],
  'a hole before the first tensor': [`{"b":${two}}`, 8, /"b".*bytes from 0 belong to no tensor/],
  'a hole between tensors': [`{"a":${one},"b":${two.replace('4,8', '8,12')}}`, 12, /"b".*from 4 belong to no/],
  'bytes after the last tensor': [`{"a":${one}}`, 5, /1 bytes follow/],
  'data without any tensor': ['{}', 16, /16 bytes follow/],
  'a hundred thousand open brackets': ['['.repeat(1e5), 0, /'\{' is missing/],
  'a hundred thousand nested objects': ['{"a":'.repeat(1e5), 0, /unknown field/],
  'a name of a megabyte': [`{"${'x'.repeat(1e6)}":0}`, 0, /xxx\.\.\."/],
};

describe('a file that lies is refused by one typed error that names it and the place', () => {
  test.each(Object.entries(hostileHeaders))('%s', (_, [header, dataBytes, says]) => {
    const message = refusal(file(header, new Uint8Array(dataBytes)));
    expect(message).toMatch(says);
    expect(message.length).toBeLessThan(600);
  });

  test.each([0, 1, 7])('%i bytes', (size) => {
    expect(refusal(new Uint8Array(size))).toMatch(/too few/);
  });

  test.each([1n, 100_000_000_000n, 2n ** 63n, 2n ** 64n - 1n])('a header of %s bytes that are not there', (claimed) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, claimed, true);
    expect(refusal(bytes)).toContain(`a header of ${claimed} bytes but only 0 follow`);
  });

  test.each([
    [[0xff]],
    [[0xc0, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf4, 0x90, 0x80, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0xf0, 0x80, 0x80, 0x80]],
    [[0xe2, 0x82]],
  ])('a header with the ill-formed UTF-8 %j', (sequence) => {
    const bytes = file(`{"${'?'.repeat(sequence.length)}":${one}}`, new Uint8Array(4));
    bytes.set(sequence, 8 + 2);
    expect(refusal(bytes)).toMatch(/UTF-8/);
  });
});

test('no mutation of a file makes anything but success or a SecateurError', () => {
  const original = encodeSafetensors(
    { 'layers.0.w': { shape: [2, 3], data: new Float32Array(6) }, b: { shape: [2], data: Float32Array.of(1, 2) } },
    { note: 'é "quoted" \\ text' },
  );
  const random = randomStream(7, 'safetensors fuzz');
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const bytes = mutate(original, random);
    try {
      decodeSafetensors(bytes, 'x');
    } catch (error) {
      if (!isSecateurError(error)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(2000);
});

function refusal(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'some/file.safetensors');
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    expect(error.code).toBe('FORMAT_INVALID');
    expect(error.message).toMatch(/^some\/file\.safetensors: .*write or download it again\.$/s);
    return error.message;
  }
  throw new Error('the file was accepted');
}
