// Sets the theme before the first paint, so that a dark screen never flashes white. An external file on purpose: the
// content security policy allows no inline script. Kept in step with src/app/theme.tsx.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("pinewire.theme") ?? "system";
  } catch {
    // Storage may be blocked; the system's theme is then the right one.
  }
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = choice === "dark" || (choice === "system" && systemIsDark);
  document.documentElement.classList.toggle("dark", dark);
})();
