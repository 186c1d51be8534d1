/** A report as it is shown: formatted by the same code as the page and the table that the command line writes. */
export interface ReportPicture {
  readonly title: string;
  readonly createdAt: string;
  readonly machine: string;
  /** The savings in one breath; undefined without two models. */
  readonly lead: string | undefined;
  readonly sentences: readonly string[];
  readonly table: FigureTable;
  readonly latencies: readonly LatencyPicture[];
  /** Along the nested cuts, where the report has a trade-off. */
  readonly tradeOff: CurvePicture | undefined;
}

export interface FigureTable {
  /** Name of the model that changes are to. */
  readonly reference: string;
  readonly models: readonly string[];
  readonly groups: readonly {
    readonly heading: string;
    readonly rows: readonly {
      readonly label: string;
      readonly unit: string;
      readonly cells: readonly { readonly text: string; readonly change: string }[];
    }[];
  }[];
}

export interface LatencyPicture {
  readonly model: string;
  /** As `--device` names it: of one provider there may be several, such as `cpu` and `cpu:2`. */
  readonly device: string;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** In milliseconds, ascending; of very many, evenly spaced quantiles. */
  readonly samplesMs: Float64Array;
}

/** What networks along the nested cuts score, from the largest to the smallest. */
export interface CurvePicture {
  /** `accuracy` is a share and more is better; the others are better when smaller. */
  readonly score: string;
  /** Where the scores come from, such as `10,000 validation rows`. */
  readonly measuredOn: string;
  readonly original: { readonly parameters: number; readonly score: number } | undefined;
  readonly points: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly score: number;
    readonly isChosen: boolean;
  }[];
}
