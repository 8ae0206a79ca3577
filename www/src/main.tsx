import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { TaskQueueProvider } from 'taskwatch/react';
import { App } from './app.tsx';
import { handOver } from './planes/connection.ts';
import { queue } from './tasks/queue.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';
import './styles/content.css';
import './styles/compare.css';
import './styles/facts.css';
import './styles/virtual-table.css';
import './styles/faults.css';
import './styles/tasks.css';
import './styles/task-page.css';
import './styles/timeline.css';
import './styles/tour.css';
import './styles/verdicts.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

handOver();

createRoot(root).render(
  <StrictMode>
    <TaskQueueProvider {...(queue && { queue })}>
      <App />
    </TaskQueueProvider>
  </StrictMode>,
);
