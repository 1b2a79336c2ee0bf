import { useEffect, useState } from "preact/hooks";

type Theme = "auto" | "light" | "dark";
const KEY = "baton-theme";
const NEXT: Record<Theme, Theme> = { auto: "dark", dark: "light", light: "auto" };

export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(stored);
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    window.dispatchEvent(new Event("baton-theme"));
  }, [theme]);
  return (
    <button type="button" class="button theme" onClick={() => setTheme(NEXT[theme])}>
      Theme: {theme}
    </button>
  );
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}
