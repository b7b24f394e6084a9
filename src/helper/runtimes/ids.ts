import type { ByteString } from '../../shared/text/display.ts';

/**
 * The id of a Docker, Podman, CRI-O or Kubernetes container: 32 random bytes in lowercase hexadecimal
 * (moby: pkg/stringid, containers/storage: pkg/stringid).
 */
export function isHexId(text: ByteString | undefined): text is ByteString {
  return text !== undefined && text.length === 64 && /^[0-9a-f]+$/.test(text);
}

/** Whether an id can be an element of a path that we build: one plain name, never `.` or `..`. */
export function isPathId(text: ByteString | undefined): text is ByteString {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,255}$/.test(text);
}

/** An id that a person may choose for a container of runc, crun or ctr (runc: libcontainer/factory_linux.go). */
export function isOciId(text: ByteString | undefined): text is ByteString {
  return text !== undefined && /^[A-Za-z0-9_+.-]{1,255}$/.test(text) && !isDots(text);
}

export function isDots(text: ByteString): boolean {
  return text === '.' || text === '..';
}
