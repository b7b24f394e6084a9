// Says how a build went, in lines that the problem matcher of .vscode/tasks.json understands.
import { size } from './progress.mjs';

/** One line: "file:line:column: error: text". */
function problem(kind, { text, location, notes }) {
  const place = location ? `${location.file}:${location.line}:${location.column + 1}` : 'build:1:1';
  return [`${place}: ${kind}: ${text}`, ...notes.map((note) => `  ${note.text}`)].join('\n');
}

/**
 * One report over several builds that run side by side: a round begins with the
 * first that starts and is over when none runs any more. VS Code waits for that.
 * @param {string[]} names
 * @param {{watch: boolean, onMetafile: (name: string, metafile: import('esbuild').Metafile) => void}} options
 */
export function reporter(names, { watch, onMetafile }) {
  // All of them start in the first round, some a moment later than others.
  const running = new Set(names);
  const say = (line) => console.log(line);
  if (watch) say('[watch] build started');

  return {
    /** @returns {import('esbuild').Plugin} */
    plugin: (name) => ({
      name: 'report',
      setup(build) {
        build.onStart(() => {
          if (watch && running.size === 0) say('[watch] build started');
          running.add(name);
        });
        build.onEnd(({ errors, warnings, metafile }) => {
          for (const error of errors) say(problem('error', error));
          for (const warning of warnings) say(problem('warning', warning));
          if (metafile) onMetafile(name, metafile);
          for (const [file, { bytes }] of Object.entries(metafile?.outputs ?? {})) {
            if (!file.endsWith('.map')) say(`${file} ${size(bytes)}`);
          }
          running.delete(name);
          if (watch && running.size === 0) say('[watch] build finished');
        });
      },
    }),
  };
}
