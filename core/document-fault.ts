import * as v from 'valibot';

/** What is wrong with a field of a document, for its writer: `layers.0.stride: is no field that is known here`. */
export function documentFault(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue) ?? 'the document';
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${where}: is no field that is known here`;
  if (issue.kind === 'schema' && issue.received === 'undefined') return `${where}: is missing`;
  return `${where}: ${issue.message}`;
}
