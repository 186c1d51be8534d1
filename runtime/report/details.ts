import { formatCount, formatFigure, formatPercent } from '../../core/index.ts';
import type { Profile } from '../model/profile.ts';
import { targetNameOf } from '../profiler/targets.ts';
import { noiseOf } from '../statistics/noise.ts';
import { element, type Markup } from './markup.ts';
import type { Report, ReportPosterior } from './report.ts';

type Entry = readonly [term: string, description: string];

/** What is needed to judge and repeat the figures: data, method, machine, files. */
export function detailsOf(report: Report): Markup[] {
  const { data, posterior, environment } = report;
  const lists: readonly (readonly [heading: string, entries: readonly Entry[]])[] = [
    [
      'Data',
      data
        ? [
            ['Name', data.name],
            ['Training, validation, test', [data.train, data.validation, data.test].map(formatCount).join(', ')],
            ['SHA-256', data.sha256],
          ]
        : [],
    ],
    ['Posterior', posterior ? posteriorEntries(posterior) : []],
    [
      'Machine',
      [
        ['Processor', `${environment.cpuModel}, ${environment.cores} ${environment.cores === 1 ? 'core' : 'cores'}`],
        ['System', environment.os],
        ...(environment.nodeVersion === undefined ? [] : [['Node', environment.nodeVersion] as const]),
        ['Written', report.createdAt],
      ],
    ],
    ['Browsers', browserEntries(report)],
  ];
  return [
    element('div', { class: 'details' }, ...lists.filter(([, entries]) => entries.length > 0).map(list)),
    ...measurementsOf(report),
  ];
}

/** A posterior whose objective has factors is never shown as the plain one. */
function posteriorEntries({ family, prior, tempering, rule }: ReportPosterior): Entry[] {
  const { slab, inclusion, likelihood } = tempering;
  const isTempered = slab !== 1 || inclusion !== 1;
  const size = prior.size
    ? `; p(z) ∝ exp(−price × ${prior.size.unit ?? 'parameters'}), price ${formatFigure(prior.size.price)} nats for a budget of ${formatCount(prior.size.budget)}`
    : '';
  return [
    ['Family', family],
    [
      'Prior',
      `${prior.name}; ${prior.slabLearned ? 'learned ' : ''}slab standard deviations ${prior.slabScales.map(formatFigure).join(', ')}${size}`,
    ],
    ['Prior log-odds', `inputs ${number(prior.inputLogit)}; units ${prior.unitLogits.map(number).join(', ')}`],
    [
      'Tempering',
      isTempered
        ? `a tempered (cold) posterior: KL of the slabs × ${slab}, KL of the inclusions × ${inclusion}`
        : 'none: all factors are 1',
    ],
    ['Likelihood', likelihood],
    ['Rule of the cut', rule],
  ];
}

/** What pages said of themselves, once for each device. */
function browserEntries({ models }: Report): Entry[] {
  const entries = models.flatMap(({ profiles }) =>
    profiles.flatMap((profile): [string, string][] => {
      const { browser, timerResolutionMs } = profile.environment;
      if (!browser) return [];
      const { userAgent, platform, cores, deviceMemoryGb, gpu, limits } = browser;
      const facts = [
        `${platform}, ${cores} cores`,
        ...(deviceMemoryGb === undefined ? [] : [`${deviceMemoryGb} GB or more of memory`]),
        ...(gpu === undefined ? [] : [`GPU: ${gpu}`]),
        ...(timerResolutionMs === undefined ? [] : [`clock in steps of ${formatFigure(timerResolutionMs)} ms`]),
      ];
      return [[targetNameOf(profile), [`${facts.join('; ')}.`, ...limits, userAgent].join(' ')]];
    }),
  );
  return [...new Map(entries)];
}

function measurementsOf({ models }: Report): Markup[] {
  const rows = models.flatMap((model) => model.profiles.map((profile) => ({ model, profile })));
  if (rows.length === 0) return [];
  const head = [
    'Model',
    'Device',
    'File',
    'Runtime',
    'Threads',
    'Scenario',
    'Rounds',
    'Calls',
    'Warm-up',
    'Machine',
  ].map((name) => element('th', { scope: 'col' }, name));
  return [
    element(
      'div',
      { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'How the models were measured' },
      element(
        'table',
        { class: 'measurements' },
        element('caption', {}, 'How the models were measured: fresh processes or pages, interleaved in rounds'),
        element('thead', {}, element('tr', {}, ...head)),
        element(
          'tbody',
          {},
          ...rows.map(({ model, profile }) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, model.name),
              ...[
                targetNameOf(profile),
                model.file,
                profile.environment.runtime,
                String(profile.environment.threads),
                profile.scenario ?? 'stream',
                profile.incomplete ?? String(profile.rounds.length),
                formatCount(profile.latencyMs.samples.flat().length),
                warmUpOf(profile),
                evenness(profile),
              ].map((text) => element('td', {}, text)),
            ),
          ),
        ),
      ),
    ),
  ];
}

function warmUpOf({ rounds }: Profile): string {
  if (rounds.length === 0) return '–';
  const unsettled = rounds.filter(({ stable }) => !stable).length;
  return unsettled === 0 ? 'settled' : `not settled in ${unsettled} of ${rounds.length} rounds`;
}

/** The same arithmetic was timed beside the calls: where that differs, so did the machine. */
function evenness(profile: Profile): string {
  if (profile.rounds.length === 0) return '–';
  const { betweenRounds, slowdown, isThrottled } = noiseOf(profile);
  const between = profile.rounds.length < 2 ? 'one round' : `varied by ${formatPercent(betweenRounds, 0)}`;
  return isThrottled ? `${between}, slowed down by ${formatPercent(slowdown, 0)} within rounds` : between;
}

function list([heading, entries]: readonly [heading: string, entries: readonly Entry[]]): Markup {
  return element(
    'section',
    {},
    element('h3', {}, heading),
    element(
      'dl',
      {},
      ...entries.map(([term, description]) => [element('dt', {}, term), element('dd', {}, description)]),
    ),
  );
}

function number(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
