/** How much each input and unit is needed in the eyes of one criterion: the more, the larger. */
export interface Scores {
  /** Its name, for example `inclusion`. */
  readonly criterion: string;
  /** Log-odds stand for probabilities; other scores have an order and nothing else. */
  readonly scale: 'log-odds' | 'score';
  /** By level (`structureOf`); undefined where everything stays. */
  readonly levels: readonly (Float32Array | undefined)[];
  /** Of single weights, by layer with weights and in the order of its weight; of criteria that speak of them. */
  readonly weights?: readonly Float32Array[];
}
