type Child = Node | string | null | false;
type Props = Record<string, string | boolean | number | null | ((event: Event) => void)>;

/**
 * An element: attributes by their names, `on…` as listeners, `true` as an attribute without a value, `null` and `false`
 * as none. Text is always text, never markup.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false));
  return element;
}

export const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Sets a text only where it differs: a live region must not be read out twice. */
export function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
