/** What the network's last layer means. */
export type Task =
  /** One logit per label, softmax. */
  | { readonly kind: 'classification'; readonly labels: readonly string[] }
  /**
   * One output. The network learns the standardised target `(y - mean) / scale`; exported models undo that, so
   * that users see the original unit.
   */
  | { readonly kind: 'regression'; readonly target: string; readonly mean: number; readonly scale: number };

/** Width of the last layer. */
export function outputWidth(task: Task): number {
  return task.kind === 'classification' ? task.labels.length : 1;
}
