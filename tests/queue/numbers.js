// What `tests/queue.rs` gives the deciding half where nothing but numbers matters.

/** A timer's host, which throws. */
export const host = () => ({
  fire() {
    throw new Error('a host that throws');
  },
});
