// The React binding out of the packed package, with React 19.
import './install.mjs';
import { describeBinding } from './react-behaviour.mjs';

describeBinding({
  react: await import('react'),
  client: await import('react-dom/client'),
  server: await import('react-dom/server'),
  taskwatch: await import('taskwatch'),
  binding: await import('taskwatch/react'),
  testing: await import('taskwatch/testing'),
});
