/** Who taught a network that was fine-tuned, for people: what `--teachers` asks for. */
export function namedTeachers(count: number | undefined): string {
  if (count === undefined) return 'the posterior mean';
  return count === 1 ? 'a dense network' : `${count} dense networks`;
}
