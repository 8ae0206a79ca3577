// A plain list and watch over fetch, as a source of waits: one connection a subscription, nothing replayed, nothing
// resumed. What it loses, the reads of a wait must make good.

/** @param {(options: object) => string} urlOf the collection of some watch options */
export function listWatch(urlOf) {
  const target = (options) => `${urlOf(options)}${options.name ? `/${options.name}` : ''}`
  return {
    subscribe(options, onEvent) {
      const abort = new AbortController()
      const query = new URLSearchParams({ watch: 'true', ...(options.name && { fieldSelector: `metadata.name=${options.name}` }) })
      follow(`${urlOf(options)}?${query}`, abort.signal, onEvent).then(
        () => onEvent({ type: 'ERROR', object: { kind: 'Status', message: 'the stream ended' } }),
        (error) => abort.signal.aborted || onEvent({ type: 'ERROR', object: error.status ?? { kind: 'Status', message: error.message } }),
      )
      return () => abort.abort()
    },
    async read(options) {
      const response = await fetch(target(options))
      if (response.ok) return response.json()
      throw Object.assign(new Error('the read was refused'), await response.json())
    },
  }
}

async function follow(url, signal, onEvent) {
  const response = await fetch(url, { signal })
  if (!response.ok) throw Object.assign(new Error('the watch was refused'), { status: await response.json() })
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()
    for (const line of lines) if (line && !signal.aborted) onEvent(JSON.parse(line))
  }
}
