import { describe, expect, test } from '@jest/globals';
import { calibrationRows } from '../../../api/cuts/certified.ts';
import { shrinkModel } from '../../../api/shrink/shrink-model.ts';
import { fewestRows } from '../../../exporter/index.ts';
import { foreignCase, madeUpTable } from '../../support/foreign-case.ts';

const rule = { name: 'certified', rise: 0.25, delta: 0.1 } as const;

describe('A guarantee against the original of somebody else', () => {
  test('is tested on rows that the report then leaves out', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'label' });
    const { report, model } = await shrinkModel(source, { dataset, rule, way: 'weights', calibrationShare: 0.6 });
    const { calibration, test } = calibrationRows(dataset, 0.6, 0);
    const guarantee = report.guarantee!;
    expect(guarantee.statement).toMatch(/90 %.*at most 0.25 above that of the original model/);
    expect(guarantee.loss).toBe('zero-one');
    expect(guarantee.rows).toBe(calibration.length);
    expect(guarantee.pValue).toBeLessThanOrEqual(rule.delta);
    expect(guarantee.observedRise).toBeLessThan(rule.rise);
    expect(report.answers!.rows).toBe(test.length);
    expect(report.network!.after.parameters).toBeLessThan(report.network!.before.parameters);
    expect(model.length).toBeLessThan(source.bytes.length);
  });

  test('of numbers is about the squared error', async () => {
    const dataset = await madeUpTable();
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'sums' });
    const { report } = await shrinkModel(source, { dataset, rule, way: 'weights' });
    expect(report.guarantee!.loss).toBe('clipped-squared-error');
    expect(report.guarantee!.observedRise).toBeLessThan(rule.rise);
  });

  test('is refused on too few rows, and without any', async () => {
    const dataset = await madeUpTable(['0', '1', '2']);
    const source = await foreignCase(dataset, { inputs: 'one', answers: 'label' });
    const strict = { name: 'certified', rise: 0.001, delta: 0.01 } as const;
    await expect(shrinkModel(source, { dataset, rule: strict, way: 'weights' })).rejects.toMatchObject({
      code: 'BUDGET_OUT_OF_REACH',
      message: expect.stringContaining(String(fewestRows(strict.rise, strict.delta))),
    });
    await expect(shrinkModel(source, { rule, way: 'weights' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});
