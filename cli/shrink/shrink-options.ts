import type { DataOptions, EngineOptions, PlaceOptions, RuleOptions } from '../../api/commands.ts';
import type { Budget, WeightFormat } from '../../exporter/index.ts';

export interface ShrinkCommandOptions extends DataOptions, EngineOptions, PlaceOptions, RuleOptions {
  readonly dryRun?: boolean;
  readonly data?: string;
  readonly budget?: Budget;
  readonly deviceProfile?: string;
  readonly bodies?: number | 'all';
  readonly dataFree?: boolean;
  readonly criterion?: string;
  readonly posterior?: string;
  readonly savePosterior?: string;
  readonly tradeOff?: string;
  readonly saveTradeOff?: string;
  readonly pixelScale?: string;
  readonly weights: WeightFormat;
  readonly lean?: boolean;
  readonly round?: number;
  readonly epochs?: number;
  readonly fineTuneEpochs?: number;
  readonly seed: number;
}
