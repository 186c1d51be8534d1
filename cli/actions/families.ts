import { families } from '../../trainer/index.ts';
import type { Action } from '../action.ts';
import { fields } from '../format.ts';

export const listFamilies: Action = async (context) => {
  const listed = families.map(({ name, summary, prunes }) => ({ name, summary, prunes }));
  context.result(listed, fields(listed.map(({ name, summary }) => [name, summary])));
};
