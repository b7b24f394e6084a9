// Finds a VS Code of the desktop that can open a window here.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of the desktop's `code`, where it can load an extension from a folder.
 * That leaves out: no display; root (VS Code refuses); the terminal of a remote
 * window, whose `code` only talks to that window; Windows' `code` seen from WSL.
 * @returns {string | undefined}
 */
export function desktopCode() {
  const { DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI, PATH = '' } = process.env;
  if ((!DISPLAY && !WAYLAND_DISPLAY) || VSCODE_IPC_HOOK_CLI || process.getuid?.() === 0) return undefined;
  return PATH.split(delimiter)
    .filter((folder) => folder !== '' && !folder.startsWith('/mnt/'))
    .map((folder) => join(folder, 'code'))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
