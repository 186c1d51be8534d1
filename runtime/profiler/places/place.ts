import type { PageEnvironment } from '../../model/profile.ts';
import type { RoundPlan, RoundResult } from '../round/messages.ts';

/** Where rounds are measured: fresh processes here, fresh browsers here, or a page on another device. */
export interface Place extends AsyncDisposable {
  /**
   * One round where nothing has run yet. @param on the target's name, for people.
   * @throws what loading and calling throw; PROVIDER_FAILED when a process, browser or page fails or hangs; ABORTED.
   */
  run(plan: RoundPlan, on: string): Promise<PlaceRound | Gone>;
  /** What people there are told when all is over. */
  end?(sentence: string): void;
}

export interface PlaceRound extends RoundResult {
  /** Of a page. */
  readonly environment?: PageEnvironment;
}

/** The place is no longer there, and will not come back: what was measured on it until now is all there is. */
export interface Gone {
  readonly gone: string;
}
