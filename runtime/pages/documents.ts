import { createHash } from 'node:crypto';

/** Where pages find what our modules import by a bare name; the bundles bring their WebAssembly's loader with them. */
const importMap = JSON.stringify({
  imports: {
    'onnxruntime-web': './onnxruntime-web/ort.bundle.min.mjs',

    'onnxruntime-web/wasm': './onnxruntime-web/ort.wasm.bundle.min.mjs',
    'onnxruntime-web/webgpu': './onnxruntime-web/ort.webgpu.bundle.min.mjs',
  },
});

/** The only script that may stand in a page itself is the import map. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' 'sha256-${createHash('sha256').update(importMap).digest('base64')}'`,
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Secateur profile</title>
<link rel="stylesheet" href="style.css">
`;

/** What people see; the rounds run in frames of it. */
export const shellDocument = `${head}<script type="module" src="lib/runtime/page/shell.js"></script>
</head>
<body>
<main>
<h1>Secateur profile</h1>
<p>This page measures how long neural networks take on this device, in this browser. It loads each model from the computer
that showed the link, calls it with made-up or given rows, and sends the times back there. Nothing else leaves this device,
and nothing is kept on it.</p>
<p>Keep this page in front, the screen on and the device still until it says that it is done.</p>
<p id="status" role="status">Starting …</p>
<progress id="progress" max="1" value="0" aria-label="Rounds measured"></progress>
<table hidden>
<caption>Median time of a call so far</caption>
<thead><tr><th scope="col">Model</th><th scope="col">On</th><th scope="col">p50</th><th scope="col">Rounds</th></tr></thead>
<tbody id="results"></tbody>
</table>
<ul id="limits"></ul>
<noscript>This page needs JavaScript.</noscript>
</main>
</body>
</html>
`;

/** One round: a frame of its own, so that no other round's code or memory is there. */
export const roundDocument = `${head}<script type="importmap">${importMap}</script>
<script type="module" src="lib/runtime/page/round.js"></script>
</head>
<body></body>
</html>
`;

export const style = `:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 42rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { font-size: 1.4rem; }
#status { font-weight: 600; }
progress { width: 100%; height: 1rem; }
table { width: 100%; margin-top: 1.5rem; border-collapse: collapse; }
caption { text-align: start; font-weight: 600; padding-block: 0.5rem; }
th, td { text-align: start; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid GrayText; overflow-wrap: anywhere; }
td:nth-child(n+3), th:nth-child(n+3) { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { padding-inline-start: 1.2rem; }
iframe { position: absolute; width: 1px; height: 1px; border: 0; opacity: 0; }
`;
