import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PlainError } from '../../../../shared/model/errors.ts';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';

export type PreferenceValues = Answers['settings']['get'];

export interface PreferencesState {
  readonly values: PreferenceValues | undefined;
  readonly problem: PlainError | undefined;
  readonly set: (values: Partial<PreferenceValues>) => void;
  readonly isSaving: boolean;
}

/** The preferences, and how to change one. What is shown is what the engine answered, never what was only wished. */
export function usePreferences(): PreferencesState {
  const client = useQueryClient();
  const { data, error } = useQuery(query.settings.get.queryOptions());
  const change = useMutation(query.settings.set.mutationOptions({ onSuccess: (values) => client.setQueryData(query.settings.get.queryKey(), values) }));
  const trouble = change.error ?? error;
  return { values: data, problem: trouble === null ? undefined : toProblem(trouble), set: (values) => change.mutate(values), isSaving: change.isPending };
}
