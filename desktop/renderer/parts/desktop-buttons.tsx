import { isDesktop } from '../connection/index.ts';
import { api } from '../state/api.ts';
import { attempt } from '../state/feedback.ts';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';

const words = strings.parts.desktop;

interface ChoosePlaceProps {
  /** A path or a name, of which the name is suggested. */
  readonly suggested: string;
  readonly onChosen: (path: string) => void;
}

/** In the desktop program: the system's dialog for where to save. */
export function ChoosePlace({ suggested, onChosen }: ChoosePlaceProps) {
  if (!isDesktop()) return null;
  const choose = async () => {
    const suggestedName = suggested.split(/[\\/]/).at(-1) || words.unnamed;
    const answer = await attempt(words.choosePlace, () => api().chooseSavePath({ suggestedName }));
    if (answer?.path !== undefined) onChosen(answer.path);
  };
  return <Button onClick={() => void choose()}>{words.choosePlace}</Button>;
}
