export {};
//# sourceMappingURL=onnx-worker-protocol.js.map