/** All of a posterior but its weights. */
export interface PosteriorPicture {
  /** As `formatNetwork` writes it. */
  readonly network: string;
  readonly parameters: number;
  /** Multiply-accumulates of one forward pass of one example. */
  readonly macs: number;
  /** Of means, deviations and log-odds. */
  readonly tensorBytes: number;
  readonly family: string;
  readonly prior: { readonly name: string; readonly slabScales: readonly number[]; readonly slabLearned: boolean };
  readonly task:
    | { readonly kind: 'classification'; readonly labels: readonly string[] }
    | { readonly kind: 'regression'; readonly target: string };
  readonly seed: number;
  readonly data: { readonly name: string; readonly sha256: string };
  readonly metrics: Readonly<Record<string, number>>;
  readonly input:
    | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number }
    | { readonly kind: 'table'; readonly features: readonly string[] };
  /** For an image: the pixel (row by row) that each input is of. */
  readonly pixels: Uint32Array | undefined;
  /** Level 0 are the inputs, the last ones the outputs. */
  readonly levels: readonly LevelPicture[];
  readonly layers: readonly LayerPicture[];
}

/** Inputs, units or channels that can only come and go together. */
export interface LevelPicture {
  readonly size: number;
  /** The first layer whose units these are; undefined for inputs. */
  readonly owner: number | undefined;
  readonly prunable: boolean;
  /** Of inclusion, one for each member; undefined where all stay, or where the family has no indicators. */
  readonly logOdds: Float32Array | undefined;
}

export interface LayerPicture {
  /** As in the notation of networks: `300`, `c32k3`, `max2`. */
  readonly notation: string;
  readonly kind: string;
  /** `[units]` or `[channels, height, width]` */
  readonly outputShape: readonly number[];
  /** The layers it reads; -1 for the inputs. */
  readonly reads: readonly number[];
  readonly activation: string | undefined;
  /** Of layers with weights only. */
  readonly weights: LayerCost | undefined;
}

export interface LayerCost {
  readonly parameters: number;
  readonly macs: number;
  /** Weights and biases as float32. */
  readonly weightBytes: number;
  /** The numbers that it puts out for one example, as float32. */
  readonly activationBytes: number;
  /** What its units are: an index into the levels. */
  readonly level: number;
}

export interface Histogram {
  /** Ascending, one more than counts; both ends belong to the first and last bin. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface LayerWeights {
  readonly shape: readonly number[];
  readonly mean: Distribution;
  /** Absent for a deterministic network. */
  readonly stdDev: Distribution | undefined;
  /** |mean| / standard deviation. */
  readonly signalToNoise: Distribution | undefined;
  /** Probabilities, of families with an indicator for each weight. */
  readonly inclusion: Distribution | undefined;
}

export interface Distribution {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stdDev: number;
  readonly histogram: Histogram;
}
