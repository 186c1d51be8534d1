import { Button } from '../../parts/button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { saveResult } from '../../parts/save-result.ts';
import { strings } from '../../strings.ts';
import { MeasureCurve } from './measure-curve.tsx';
import type { PruneSession } from './session.ts';
import { TradeOffPlot } from './trade-off-plot.tsx';

const words = strings.prune;

/** Quality against size, work or time: nested cuts, the one in front, and what was exported. */
export function CurvePanel({ session }: { readonly session: PruneSession }) {
  const { measured } = session.current.value;
  const known = measured.curves.value.at(-1);
  const { curve, job } = known ?? {};
  return (
    <Panel
      wide
      title={words.plotTitle}
      about={known ? words.plotAbout.measured : words.plotAbout.predicted}
      actions={
        job !== undefined && (
          <Button onClick={() => void saveResult(job, 'tradeoff.json', `${JSON.stringify(curve, undefined, 2)}\n`)}>
            {words.saveCurve}
          </Button>
        )
      }
    >
      <TradeOffPlot session={session} />
      <MeasureCurve session={session} />
    </Panel>
  );
}
