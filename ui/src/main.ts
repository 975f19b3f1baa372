import { mount } from 'svelte';
import './lib/shared/theme.css';
import App from './App.svelte';

async function start() {
  // `vite --mode looks` shows every screen without a shell; the branch does not exist in any other build.
  if (import.meta.env.MODE === 'looks') {
    const { startStandIn } = await import('./dev/looks');
    startStandIn();
  }
  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

void start();
