export { centredDrawing, type Grey } from './centred-drawing.ts';
export { type ParsedRows, parsePastedRows } from './parse-rows.ts';
export type * from './try-input.ts';
