// One request to a Kubernetes API, and how its refusals are read.

import { ApiError } from './plane.ts';

/** The JSON of the answer. Rejects with {@link ApiError} for a refusal and if there is no answer. */
export async function request<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await send(url, init);
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

/** The answer, whatever it is. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError('The control plane cannot be reached: the connection failed', 0, 'Unreachable', {
      cause: error,
    });
  }
}

/** The message of a refusal: the server's own if it sent a `Status`. */
export async function refusal(response: Response): Promise<ApiError> {
  const status = (await response.json().catch(() => ({}))) as {
    kind?: string;
    message?: string;
    reason?: string;
  };
  const message =
    status.kind === 'Status' && status.message
      ? status.message
      : `The control plane answered ${response.status}`;
  return new ApiError(message, response.status, status.reason);
}
