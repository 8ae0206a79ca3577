// Holds the sources to the public declarations in `pkg/types`. Contains types alone and is never bundled.
//
// `tsc` fails here if an entry lacks a declared value, exports one that does not have its declared type
// or has the type `any`, or exports one that is not declared.

type Entry<Declared extends object, Source extends Declared> = {
  undeclared: Exclude<keyof Source, keyof Declared>;
  untyped: { [Name in keyof Source]: 0 extends 1 & Source[Name] ? Name : never }[keyof Source];
};

type Complete<Checked extends { undeclared: never; untyped: never }> = Checked;

export type Index = Complete<Entry<typeof import('../types/index.d.ts'), typeof import('./index.ts')>>;
export type Slim = Complete<Entry<typeof import('../types/slim.d.ts'), typeof import('./slim.ts')>>;
export type React = Complete<Entry<typeof import('../types/react.d.ts'), typeof import('./react/index.ts')>>;
export type Testing = Complete<
  Entry<typeof import('../types/testing.d.ts'), typeof import('./testing/index.ts')>
>;
