import { render } from 'preact';
import { App } from './app.tsx';
import { connectHost } from './connect-host.ts';
import { setApi } from './state/api.ts';
import { openTheme } from './state/theme.ts';

openTheme();
setApi(connectHost());
render(<App />, document.getElementById('root')!);
