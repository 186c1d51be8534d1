export interface PageElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const nameless = /^<!doctype html>\n/;
const markup =
  /<style>[^<]*<\/style>|<(?<close>\/)?(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<attributes>(?: [a-zA-Z][a-zA-Z0-9:-]*="[^"<>]*")*)(?<empty>\/)?>|(?<text>[^<>&]+)|(?<entity>&(?:amp|lt|gt|quot|#39);)/y;

/**
 * All elements of a page in document order, read as strictly as XML.
 * @throws when tags do not nest, attributes are not quoted or repeat, or text is not escaped.
 */
export function elementsOf(page: string): PageElement[] {
  const elements: PageElement[] = [];
  const open: string[] = [];
  markup.lastIndex = nameless.exec(page)?.[0].length ?? 0;
  while (markup.lastIndex < page.length) {
    const at = markup.lastIndex;
    const groups = markup.exec(page)?.groups;
    if (!groups) throw new Error(`Not well-formed at ${at}: ${page.slice(at, at + 80)}`);
    const { name, close, empty, attributes = '' } = groups;
    if (name === undefined) continue;
    if (close) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> at ${at} closes <${expected}>`);
      continue;
    }
    const pairs = [...attributes.matchAll(/ ([a-zA-Z][a-zA-Z0-9:-]*)="([^"]*)"/g)].map(
      ([, key, value]) => [key!, value!] as const,
    );
    if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`repeated attribute at ${at}`);
    elements.push({ name, attributes: Object.fromEntries(pairs) });
    if (!empty) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return elements;
}
