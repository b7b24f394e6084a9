import { render } from 'preact';
import { registerKit } from '../kit/register.ts';
import { App } from './app.tsx';
import './styles/page.css';
import { vscode } from './vscode-api.ts';

registerKit();
const page = document.getElementById('page');
if (page !== null) render(<App vscode={vscode} />, page);
