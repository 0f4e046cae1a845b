import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './query-client.ts';
import { createPortalRouter } from './router.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/audit.css';
import './styles/histogram.css';
import './styles/query.css';
import './styles/facets.css';
import './styles/table.css';
import './styles/table-bar.css';
import './styles/drawer.css';
import './styles/settings.css';

const queryClient = createQueryClient();
const router = createPortalRouter(queryClient);
const place = document.getElementById('root');

if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
