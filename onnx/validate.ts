import { quoted, SecateurError } from '../core/index.ts';
import { contentFault } from './element-type.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { standardOperators } from './standard-operators.ts';
import { graphsOf, innerGraphsOf, isStandard } from './walk.ts';

/**
 * Checks that the parts of a model fit together: every domain in use is imported, every value is defined once and
 * before it is used (inner graphs see the values of the graphs around them), outputs are produced, initializers
 * have the bytes their shapes need. Operators themselves are left to the runtime; see `unknownOperators`.
 *
 * @param source what to call the model in messages.
 * @throws FORMAT_INVALID naming the graph, the node and the value.
 */
export function validateModel(model: OnnxModel, source: string): void {
  const domains = new Map<string, number>();
  for (const opset of model.opsets) {
    const domain = opset.domain === 'ai.onnx' ? '' : opset.domain;
    const { version } = opset;
    // skl2onnx names one twice where a graph has been put together of several.
    if (domains.has(domain) && domains.get(domain) !== version) {
      fail(
        `${source}:`,
        `imports the opset of domain ${quoted(domain)} twice, as ${domains.get(domain)} and ${version}`,
      );
    }
    if (!(Number.isSafeInteger(version) && version >= 1)) {
      fail(`${source}:`, `imports version ${version} of the opset of domain ${quoted(domain)}`);
    }
    domains.set(domain, version);
  }
  if (domains.size === 0) fail(`${source}:`, 'imports no opset, so its operators have no meaning');
  validateGraph(model.graph, {
    source,
    domains: new Set(domains.keys()),
    outer: [],
    path: `graph ${quoted(model.graph.name)}`,
  });
}

/**
 * Operators of the standard domain that no released version of ONNX defines, sorted: a runtime
 * cannot know them. Operators of other domains are not judged.
 */
export function unknownOperators(model: OnnxModel): string[] {
  const unknown = graphsOf(model.graph)
    .flatMap((graph) => graph.nodes)
    .filter((node) => isStandard(node) && !standardOperators.has(node.opType))
    .map((node) => node.opType);
  return [...new Set(unknown)].sort();
}

interface Scope {
  readonly source: string;
  readonly domains: ReadonlySet<string>;
  /** Names defined so far in the graphs around this one. */
  readonly outer: readonly ReadonlySet<string>[];
  readonly path: string;
}

function validateGraph(graph: OnnxGraph, scope: Scope): void {
  const where = `${scope.source}: ${scope.path}`;
  const defined = new Set<string>();
  for (const { name } of graph.inputs) define(defined, name, 'input', where);
  const initialized = new Set<string>();
  for (const tensor of graph.initializers) {
    define(initialized, tensor.name, 'initializer', where);
    const fault = contentFault(tensor);
    if (fault !== undefined) fail(where, `initializer ${quoted(tensor.name)}: ${fault}`);
    // An initializer with the name of an input is that input's default.
    defined.add(tensor.name);
  }
  graph.nodes.forEach((node, index) => {
    validateNode(node, `node ${index} (${describe(node)})`, defined, scope);
  });
  for (const { name } of graph.outputs) {
    if (!defined.has(name)) fail(where, `nothing produces the output ${quoted(name)}`);
  }
}

function validateNode(node: OnnxNode, label: string, defined: Set<string>, scope: Scope): void {
  const where = `${scope.source}: ${scope.path}, ${label}`;
  if (node.opType === '') fail(where, 'has no operator');
  const domain = isStandard(node) ? '' : node.domain!;
  if (!scope.domains.has(domain)) {
    fail(where, `uses the domain ${quoted(domain || 'ai.onnx')}, whose opset is not imported`);
  }
  for (const input of node.inputs) {
    if (input !== '' && !defined.has(input) && !scope.outer.some((names) => names.has(input))) {
      fail(where, `reads ${quoted(input)} before anything defines it`);
    }
  }
  for (const inner of innerGraphsOf(node)) {
    validateGraph(inner, {
      ...scope,
      outer: [...scope.outer, defined],
      path: `${scope.path}, ${label}, graph ${quoted(inner.name)}`,
    });
  }
  for (const output of node.outputs) {
    if (output !== '') define(defined, output, 'output', where);
  }
}

function define(names: Set<string>, name: string, kind: string, where: string): void {
  if (name === '') fail(where, `has an ${kind} without a name`);
  if (names.has(name)) fail(where, `defines ${quoted(name)} a second time (as ${kind})`);
  names.add(name);
}

function describe(node: OnnxNode): string {
  return node.name ? `${node.opType} ${quoted(node.name)}` : node.opType;
}

function fail(where: string, what: string): never {
  throw new SecateurError('FORMAT_INVALID', `${where} ${what}. The model was written wrongly: export it again.`);
}
