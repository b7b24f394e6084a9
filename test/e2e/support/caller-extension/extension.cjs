// Calls a command as call.cjs beside it says, a module with `command` and `arguments`; done.json then tells what came of it.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { commands } = require('vscode');

exports.activate = ({ extensionPath, subscriptions }) => {
  const file = join(extensionPath, 'call.cjs');
  const call = async () => {
    delete require.cache[file];
    const { command, arguments: args } = require(file);
    const answer = await commands.executeCommand(command, ...args).then(
      (value) => ({ value: value === undefined ? 'nothing' : JSON.stringify(value) }),
      (error) => ({ error: String(error) }),
    );
    writeFileSync(join(extensionPath, 'done.json'), JSON.stringify(answer));
  };
  subscriptions.push(commands.registerCommand('caller.call', call));
};
