/** Starts the UI: type, tokens, theme before the first paint, then the app. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/literata/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { mount } from 'svelte';
import App from './shell/App.svelte';
import { followSystem } from './theme/apply';

followSystem();
const target = document.getElementById('app');
if (target) mount(App, { target });
