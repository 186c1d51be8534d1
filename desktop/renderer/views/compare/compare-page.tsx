import { strings } from '../../strings.ts';

export function ComparePage() {
  return <h1>{strings.compare.title}</h1>;
}
