/* Width of an element, theme, and other things that components follow. */

import { type RefObject, createContext } from "preact";
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";

import type { Theme } from "../charts/colour.ts";

export const ThemeContext = createContext<Theme>("light");
export const useTheme = (): Theme => useContext(ThemeContext);

/* The width of an element, followed. Drawing waits for the next frame: an observer that changes what it
   observes would be called again at once. */
export function useWidth<Target extends Element>(first: number): [RefObject<Target | null>, number] {
  const target = useRef<Target | null>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    let frame = 0;
    const measure = (): void => setWidth(Math.max(200, element.clientWidth));
    measure();
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);
  return [target, width];
}
