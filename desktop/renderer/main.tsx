import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './connection/index.ts';
import { setApi } from './state/api.ts';
import { openTheme } from './state/theme.ts';

openTheme();
setApi(connect().api);
render(<App />, document.getElementById('root')!);
