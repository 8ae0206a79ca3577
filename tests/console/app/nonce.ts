import { createContext, useContext } from 'react';

/** The nonce of the response, on the server. */
export const NonceContext = createContext<string | undefined>(undefined);

export const useNonce = () => useContext(NonceContext);
