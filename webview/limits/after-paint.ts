import { useEffect, useState } from 'preact/hooks';

/**
 * False until the browser has painted what was there when `ready` became true, then true: what is long to make and
 * stands further down can wait for the figures at the top.
 */
export function useAfterPaint(ready: boolean): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    if (!ready || painted) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A frame is painted after its animation callbacks; a task set in one of them comes after that.
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => setPainted(true))));
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [ready, painted]);
  return painted;
}
