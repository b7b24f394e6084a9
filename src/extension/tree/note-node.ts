import { makeRow, type Icon, type Row } from './row.ts';
import type { TreeNode } from './node.ts';
import type { Subject } from './subject.ts';

/** A row that only says something: "… and 12 more", "Reading…", why there is nothing. */
export class NoteNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  readonly subject: Subject = { kind: 'text' };
  readonly #text: string;
  readonly #icon: Icon | undefined;

  constructor(parent: TreeNode, text: string, icon?: Icon) {
    this.id = `${parent.id}/note/${text}`;
    this.parent = parent;
    this.#text = text;
    this.#icon = icon;
  }

  row(): Row {
    return makeRow({ label: this.#text, icon: this.#icon, context: ['note'] });
  }

  children(): readonly TreeNode[] {
    return [];
  }
}
