// What `tests/queue.rs` gives the deciding half where nothing but numbers matters.

/** Who is told of a timer, and throws. */
export const host = () => ({
  fire() {
    throw new Error('a host that throws');
  },
});
