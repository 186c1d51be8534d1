/** A name from the file, fit for a message: quoted, escaped and cut to a bearable length. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
}
