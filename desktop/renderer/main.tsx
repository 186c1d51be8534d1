import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './connection/index.ts';
import { setApi } from './state/api.ts';
import { followConnection } from './state/connection.ts';
import { openTheme } from './state/theme.ts';

openTheme();
const host = connect();
setApi(host.api);
followConnection(host);
render(<App />, document.getElementById('root')!);
