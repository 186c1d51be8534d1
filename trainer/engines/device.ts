/**
 * Where an engine computes. `cpu` is native code, `wasm` WebAssembly on the CPU, `webgpu` any GPU through Vulkan, Metal
 * or Direct3D, `cuda` an NVIDIA one.
 */
export type Device = 'cpu' | 'wasm' | 'webgpu' | 'cuda';
