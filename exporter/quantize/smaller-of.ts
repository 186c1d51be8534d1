import { encodePieces, type OnnxModel } from '../../onnx/index.ts';

/** Above, fewer bits a weight always pay for the nodes that make weights of them. */
const fewBytes = 50_000;

/** A model whose weights take fewer bits, or what it would be without that where its file is smaller so. */
export function smallerOf(coded: OnnxModel, plain: () => OnnxModel): OnnxModel {
  if (coded.graph.initializers.reduce((sum, { bytes }) => sum + bytes.length, 0) > fewBytes) return coded;
  const other = plain();
  return fileBytes(other) < fileBytes(coded) ? other : coded;
}

function fileBytes(model: OnnxModel): number {
  return encodePieces(model).reduce((sum, piece) => sum + piece.length, 0);
}
