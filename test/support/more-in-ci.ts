/** How many examples: the first few everywhere, all of them in CI. */
export function moreInCi(few: number, all: number): number {
  return process.env['CI'] ? all : few;
}
