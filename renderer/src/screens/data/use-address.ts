import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type DataAddress, readAddress } from './model/address.ts';

/** `undefined` takes a part out of the address. */
export type AddressChange = { readonly [K in keyof DataAddress]?: DataAddress[K] | undefined };
/** `replace`: a step on the way (typing, resizing) that Back does not return to. */
export type ChangeAddress = (change: AddressChange, how?: 'push' | 'replace') => void;

/** What the address asks to see, and the way to ask for something else. */
export function useAddress(): readonly [DataAddress, ChangeAddress] {
  const raw: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const address = useMemo(() => readAddress(raw), [raw]);
  const change = useCallback<ChangeAddress>(
    (parts, how = 'push') => {
      void navigate({ to: '.', search: (before: Readonly<Record<string, unknown>>) => readAddress({ ...before, ...parts }), replace: how === 'replace' });
    },
    [navigate],
  );
  return [address, change];
}
