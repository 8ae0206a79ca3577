// A check by the compiler: the options that are declared are those that have a rule.

/** Accepts no name, so that a list of names that is not empty does not compile. */
export type Empty<TNames extends never> = TNames;
