export interface Memory {
  readonly buffer: ArrayBuffer;
}

export interface Module {
  readonly [kind]: 'module';
}

declare const kind: unique symbol;

interface WebAssemblyGlobal {
  readonly Memory: new (descriptor: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  readonly Instance: new (
    module: Module,
    imports: { readonly env: { readonly memory: Memory } },
  ) => { readonly exports: Readonly<Record<string, (...numbers: number[]) => void>> };
}

/** What is used here of a global that Node has, and TypeScript declares for pages alone. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyGlobal }).WebAssembly;
