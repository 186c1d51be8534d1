import type { Profile } from '../model/profile.ts';
import { targetNameOf } from '../profiler/targets.ts';

/** Of accelerators that do not compute what the model is, or of which nobody knows whether they do. */
export function answerNotes(profiles: readonly Profile[]): string[] {
  return profiles.flatMap((profile) => {
    const { answers = 'right', why } = profile.answerCheck ?? {};
    const where = `${profile.model.name} on ${targetNameOf(profile)}`;
    switch (answers) {
      case 'right':
        return [];
      case 'wrong':
        return [
          `${where}: its answers are WRONG. This device ${why}. Its latencies are of something else than this model: choose another device.`,
        ];
      case 'unchecked':
        return [`${where}: its answers could not be compared with the processor's (${why}). Compare some yourself.`];
      default:
        return answers satisfies never;
    }
  });
}
