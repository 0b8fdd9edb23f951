/** What a stream of server-sent events brings, one after the other. */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of (response.body ?? new Blob().stream()).pipeThrough(new TextDecoderStream())) {
    rest += chunk
    const parts = rest.split('\n\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}
