// The versions that several files of the matrix install.

export const ESBUILD = '0.28.2';
export const REACT = { react: '19.3.1', 'react-dom': '19.3.1' };
