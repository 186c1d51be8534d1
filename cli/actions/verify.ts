import { verifyModel } from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import type { Action } from '../action.ts';
import { fields } from '../format.ts';

export const verify: Action = async (context, [path = '']) => {
  const verification = await verifyModel(path);
  const { checks } = verification;
  context.result(verification, fields(checks.map(({ name, status, detail }) => [`${status} ${name}`, detail])));
  const failed = checks.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => name).join(', ');
  throw new SecateurError('DATA_INVALID', `${path}: ${failed.length} of ${checks.length} checks failed (${names}).`);
};
