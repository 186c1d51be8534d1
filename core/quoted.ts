/** A text from a file, fit for a message: in quotation marks, escaped, and never longer than a line. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}
