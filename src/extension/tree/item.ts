import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Icon, Row } from './row.ts';

const EXPAND: Readonly<Record<Row['expand'], TreeItemCollapsibleState>> = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
};

/** A row as VS Code takes it. */
export function toTreeItem(id: string, row: Row): TreeItem {
  const item = new TreeItem(row.label, EXPAND[row.expand]);
  item.id = id;
  if (row.description !== undefined) item.description = row.description;
  // A string, not a MarkdownString: VS Code shows it as it is.
  item.tooltip = row.tooltip.join('\n');
  if (row.icon !== undefined) item.iconPath = toThemeIcon(row.icon);
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken };
  return item;
}

function toThemeIcon({ id, color }: Icon): ThemeIcon {
  return color === undefined ? new ThemeIcon(id) : new ThemeIcon(id, new ThemeColor(color));
}
