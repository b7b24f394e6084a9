import type { VNode } from 'preact';
import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { ThemeContext, useThemeOf } from '../chart/theme.ts';
import { incoming, keptState } from './incoming.ts';
import { Page } from './page.tsx';
import { initialState, reduce, type Send } from './state.ts';
import type { VsCodeApi } from './vscode-api.ts';

/** Connects the page with VS Code: messages in, messages out, and what is kept. */
export function App({ vscode }: { readonly vscode: VsCodeApi }): VNode {
  const [state, dispatch] = useReducer(reduce, undefined, () => initialState(keptState(vscode.getState())));
  const theme = useThemeOf(document);
  const send: Send = useCallback((message) => vscode.postMessage(message), [vscode]);

  useEffect(() => {
    const receive = (event: MessageEvent<unknown>): void => {
      const message = incoming(event.data);
      if (message !== undefined) dispatch(message);
    };
    addEventListener('message', receive);
    vscode.postMessage({ kind: 'ready' });
    return () => removeEventListener('message', receive);
  }, [vscode]);

  const { containerId, filter } = state;
  useEffect(() => {
    if (containerId !== '') vscode.setState({ version: 1, containerId, filter });
  }, [vscode, containerId, filter]);

  return (
    <ThemeContext.Provider value={theme}>
      <Page state={state} dispatch={dispatch} send={send} />
    </ThemeContext.Provider>
  );
}
